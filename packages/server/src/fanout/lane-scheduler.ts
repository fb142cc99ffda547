import { type Clock, type Priority, priorities } from '@eagre/protocol';
import { Fifo } from '../fifo.ts';
import type { FanoutCounters } from './fanout-counters.ts';

/** Something that serves receivers in slices. */
export interface Task {
  readonly lane: Priority;
  /** Serves at most `most` receivers; says how many it was. */
  run(most: number, nowMs: number): number;
  /** The frame at hand is not at its end. */
  readonly inFlush: boolean;
}

export interface LaneSchedulerOptions {
  readonly clock: Clock;
  /** Receivers served in one turn. */
  readonly sliceReceivers: number;
  /** Calls `fn` after the event loop has done its other work (`setImmediate`). */
  readonly yieldTurn: (fn: () => void) => void;
  readonly counters: FanoutCounters;
  /** The task's frame is at its end; it is no longer in the scheduler's hands. */
  readonly finished: (task: Task) => void;
  readonly report: (error: unknown) => void;
}

/**
 * Share of the sends that a lane gets while all have work. No lane starves, and a lane that has
 * been quiet goes first: what it did not use before is not held against the others.
 */
const weights: Record<Priority, number> = { critical: 8, high: 4, normal: 2, low: 1 };

interface Lane {
  readonly name: Priority;
  readonly tasks: Fifo<Task>;
  /** Receivers served so far, divided by the weight: the lane that has had least goes next. */
  had: number;
}

/** Shares the event loop's time among lanes by weight, and within a lane among topics in turn. */
export class LaneScheduler {
  readonly #options: LaneSchedulerOptions;
  readonly #lanes: Lane[] = priorities.map((name) => ({ name, tasks: new Fifo<Task>(), had: 0 }));
  #hadByLast = 0;
  #turnIsDue = false;

  constructor(options: LaneSchedulerOptions) {
    this.#options = options;
  }

  /** Tasks in hand. */
  get size(): number {
    return this.#lanes.reduce((sum, lane) => sum + lane.tasks.length, 0);
  }

  /** Takes a task that has work; it must not be in hand already. */
  add(task: Task): void {
    for (const lane of this.#lanes) {
      if (lane.name !== task.lane) continue;
      if (lane.tasks.length === 0) lane.had = Math.max(lane.had, this.#hadByLast);
      lane.tasks.push(task);
    }
    this.#askForTurn();
  }

  #askForTurn(): void {
    if (this.#turnIsDue) return;
    this.#turnIsDue = true;
    this.#options.yieldTurn(() => this.#turn());
  }

  #turn(): void {
    const { clock, counters, sliceReceivers } = this.#options;
    this.#turnIsDue = false;
    const startMs = clock.monotonicMs();
    let left = sliceReceivers;
    while (left > 0) {
      const lane = this.#next();
      if (lane === undefined) break;
      left -= this.#runOne(lane, left, startMs);
    }
    counters.slices += 1;
    counters.longestSliceMs = Math.max(counters.longestSliceMs, clock.monotonicMs() - startMs);
    if (this.#next() !== undefined) this.#askForTurn();
  }

  #next(): Lane | undefined {
    let next: Lane | undefined;
    for (const lane of this.#lanes) {
      if (lane.tasks.length > 0 && (next === undefined || lane.had < next.had)) next = lane;
    }
    return next;
  }

  /** Gives what the run cost: at least one, so that tasks without receivers end too. */
  #runOne(lane: Lane, most: number, nowMs: number): number {
    const task = lane.tasks.shift();
    if (task === undefined) return 1;
    const cost = Math.max(1, this.#runSafely(task, most, nowMs));
    this.#hadByLast = lane.had;
    lane.had += cost / weights[lane.name];
    if (task.inFlush) lane.tasks.push(task);
    else this.#options.finished(task);
    return cost;
  }

  #runSafely(task: Task, most: number, nowMs: number): number {
    try {
      return task.run(most, nowMs);
    } catch (error) {
      this.#options.report(error);
      return 1;
    }
  }
}
