import type { Clock, Random, Timer } from '@eagre/protocol';
import type { Mark } from '../report/run-report.ts';
import { beginFault, type Undo } from './fault-actions.ts';
import { faultSpec } from './fault-table.ts';
import { type FaultPlan, faultText, type PlannedFault } from './planned-fault.ts';
import { scheduleFaults } from './schedule-faults.ts';
import type { FaultSite } from './site.ts';

export interface FaultRunnerOptions {
  plan: FaultPlan;
  site: FaultSite;
  clock: Clock;
  /** Draws the faults of `random` rules. */
  random: Random;
  /** Called with each mark when its fault begins, and again when it ends. */
  onMark?: (mark: Mark) => void;
  /** One line; a fault that can't be done or undone. The others go on. */
  onProblem?: (problem: string) => void;
}

interface Running {
  mark: Mark;
  undo: Undo;
  timer: Timer;
}

/** Does the faults of a plan at their times, and takes each back: at its end, or at the end of the run. */
export class FaultRunner {
  readonly marks: Mark[] = [];
  readonly problems: string[] = [];
  readonly #options: FaultRunnerOptions;
  readonly #schedule: Generator<PlannedFault>;
  readonly #running = new Set<Running>();
  readonly #busy = new Set<Promise<void>>();
  #timer: Timer | undefined;
  #startMs = 0;
  #isStopping = false;
  /** By target: settles when it is there again for the next fault that takes it. */
  readonly #isFree = new Map<string | undefined, Promise<void>>();

  constructor(options: FaultRunnerOptions) {
    this.#options = options;
    this.#schedule = scheduleFaults(options.plan, options.random, options.site.targets);
  }

  /** Names of the faults that are going on. */
  get active(): string[] {
    return [...this.#running].map(({ mark }) => mark.name);
  }

  /** The times of the plan count from now. */
  start(): void {
    this.#startMs = this.#options.clock.monotonicMs();
    this.#waitForNext();
  }

  /** Begins no more, and takes back what is going on; resolves when all is as before. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#timer?.cancel();
    // One that is just beginning must be there before it can be taken back.
    while (this.#busy.size > 0 || this.#running.size > 0) {
      for (const running of [...this.#running].reverse()) this.#end(running);
      // Not all of them: one may wait for another that is only now to be taken back.
      await Promise.race(this.#busy);
    }
  }

  get #nowMs(): number {
    return this.#options.clock.monotonicMs() - this.#startMs;
  }

  #waitForNext(): void {
    const { value: fault, done } = this.#schedule.next();
    if (done === true || this.#isStopping) return;
    const waitMs = Math.max(0, fault.atMs - this.#nowMs);
    this.#timer = this.#options.clock.setTimer(waitMs, () => {
      this.#track(this.#run(fault));
      this.#waitForNext();
    });
  }

  #track(work: Promise<void>): void {
    const tracked = work.finally(() => this.#busy.delete(tracked));
    this.#busy.add(tracked);
  }

  async #run(fault: PlannedFault): Promise<void> {
    if (!faultSpec(fault.name).takesPart) {
      await this.#begin(fault, () => {});
      return;
    }
    const before = this.#isFree.get(fault.target);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#isFree.set(fault.target, promise);
    await before;
    await this.#begin(fault, resolve);
  }

  async #begin(fault: PlannedFault, whenOver: () => void): Promise<void> {
    if (this.#isStopping) {
      whenOver();
      return;
    }
    const mark: Mark = {
      kind: 'fault',
      name: fault.name,
      about: faultText(fault),
      atMs: Math.round(this.#nowMs),
    };
    this.#note(mark);
    const undo = await this.#attempt(fault, 'could not be done', () =>
      beginFault(this.#options.site, fault),
    );
    const over = () => {
      mark.endMs = Math.round(this.#nowMs);
      this.#options.onMark?.(mark);
      whenOver();
    };
    if (undo === undefined) over();
    else
      this.#last(fault, mark, () =>
        this.#attempt(fault, 'could not be taken back', undo).then(over),
      );
  }

  #last({ forMs = 0 }: PlannedFault, mark: Mark, undo: Undo): void {
    const running: Running = {
      mark,
      undo,
      timer: this.#options.clock.setTimer(forMs, () => this.#end(running)),
    };
    this.#running.add(running);
  }

  #end(running: Running): void {
    if (!this.#running.delete(running)) return;
    running.timer.cancel();
    this.#track(running.undo());
  }

  async #attempt<T>(
    fault: PlannedFault,
    what: string,
    work: () => Promise<T>,
  ): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const problem = `fault ${faultText(fault)} ${what}: ${why}`;
      this.problems.push(problem);
      this.#options.onProblem?.(problem);
      return undefined;
    }
  }

  #note(mark: Mark): void {
    this.marks.push(mark);
    this.#options.onMark?.(mark);
  }
}
