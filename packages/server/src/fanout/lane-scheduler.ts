import { type Clock, type Priority, priorities } from '@eagre/protocol';
import { Fifo } from '../fifo.ts';
import type { Limits } from '../limits.ts';

/** Something that serves receivers in slices. */
export interface Task {
  readonly lane: Priority;
  /** Serves at most `most` receivers; says how many it was. */
  run(most: number, nowMs: number): number;
  /** The frame at hand is not at its end. */
  readonly inFlush: boolean;
  /** The frame is at its end, and the task no longer in the scheduler's hands. */
  finished(): void;
}

export interface LaneSchedulerOptions {
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'sliceReceivers' | 'sliceMs' | 'sliceStep'>;
  /** Calls `fn` after the event loop has done its other work (`setImmediate`). */
  readonly yieldTurn: (fn: () => void) => void;
  /** Told of what a task threw; by default nobody is. */
  readonly report?: (error: unknown) => void;
}

export interface SliceCounters {
  /** Turns taken; between two of them the event loop does other work. */
  slices: number;
  longestSliceMs: number;
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
  /** The first task has been served in this turn. */
  begun: boolean;
}

/**
 * Shares the event loop's time among lanes by weight, and within a lane among tasks in turn. A turn
 * ends after so many receivers or so much time, whichever is first: what a receiver costs grows with
 * the frame. Between steps of a few receivers another lane may have the word; the tasks of one lane
 * take turn after turn, since all would end late if they went on side by side.
 */
export class LaneScheduler {
  readonly counters: SliceCounters = { slices: 0, longestSliceMs: 0 };
  readonly #options: LaneSchedulerOptions;
  readonly #lanes: Lane[] = priorities.map((name) => ({
    name,
    tasks: new Fifo<Task>(),
    had: 0,
    begun: false,
  }));
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
    const { clock } = this.#options;
    const { counters } = this;
    this.#turnIsDue = false;
    const startMs = clock.monotonicMs();
    this.#steps(startMs);
    for (const lane of this.#lanes) if (lane.begun) rotate(lane);
    counters.slices += 1;
    counters.longestSliceMs = Math.max(counters.longestSliceMs, clock.monotonicMs() - startMs);
    if (this.#next() !== undefined) this.#askForTurn();
  }

  #steps(startMs: number): void {
    const { clock, limits } = this.#options;
    let left = limits.sliceReceivers;
    let lookAt = left - limits.sliceStep;
    while (left > 0) {
      const lane = this.#next();
      if (lane === undefined) return;
      left -= this.#runOne(lane, Math.min(left, limits.sliceStep), startMs);
      if (left > lookAt) continue;
      if (clock.monotonicMs() - startMs >= limits.sliceMs) return;
      lookAt = left - limits.sliceStep;
    }
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
    const task = lane.tasks.peek();
    if (task === undefined) return 1;
    const cost = Math.max(1, this.#runSafely(task, most, nowMs));
    this.#hadByLast = lane.had;
    lane.had += cost / weights[lane.name];
    lane.begun = task.inFlush;
    if (task.inFlush) return cost;
    lane.tasks.shift();
    task.finished();
    return cost;
  }

  #runSafely(task: Task, most: number, nowMs: number): number {
    try {
      return task.run(most, nowMs);
    } catch (error) {
      this.#options.report?.(error);
      return 1;
    }
  }
}

/** The first task, which had its share of a turn, goes behind those that wait. */
function rotate(lane: Lane): void {
  lane.begun = false;
  const task = lane.tasks.shift();
  if (task !== undefined) lane.tasks.push(task);
}
