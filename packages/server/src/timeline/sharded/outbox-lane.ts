import type { QueueKey } from '../../keys.ts';
import { InvalidCommitError } from '../check-commit.ts';
import type { Placed, Range } from '../timeline.ts';

export interface OutboxRead {
  range: Range;
  /** Of the map that the range was found by. */
  version: number;
}

export interface LaneUse {
  readonly read: (outbox: QueueKey, after: number) => Promise<OutboxRead>;
  /** `moved`: the map is another than `version`, and what was read by it may be done already. */
  readonly carryOut: (
    outbox: QueueKey,
    order: string,
    version: number,
  ) => Promise<Placed | 'moved' | undefined>;
  /** Orders up to here are carried out. */
  readonly done: (outbox: QueueKey, upTo: number, epoch: number) => void;
  readonly report: (error: unknown, what: string) => void;
}

/**
 * Empties one outbox: order by order, each when the one before is stored, so that the copies of a
 * conversation come in its order whoever carries them out. Other nodes may do so at the same time;
 * the target stores each order once.
 */
export class OutboxLane {
  readonly #use: LaneUse;
  readonly #outbox: QueueKey;
  #epoch = 0;
  #upTo = 0;
  #hasNews = false;
  #running: Promise<boolean> | undefined;
  #waiting: { syncId: number; resolve: (placed: Placed | undefined) => void }[] = [];

  constructor(outbox: QueueKey, use: LaneUse) {
    this.#outbox = outbox;
    this.#use = use;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Carries out all that is there by the time it is done. False: something failed; never rejects. */
  run(): Promise<boolean> {
    this.#hasNews = true;
    this.#running ??= this.#runSafely();
    return this.#running;
  }

  /** Resolves when this order is carried out, or will not be by this run. */
  carriedOut(syncId: number): Promise<Placed | undefined> {
    return new Promise((resolve) => void this.#waiting.push({ syncId, resolve }));
  }

  async #runSafely(): Promise<boolean> {
    let isDone = true;
    try {
      while (this.#hasNews) {
        this.#hasNews = false;
        await this.#next();
      }
    } catch {
      // The target or the home is away, which they tell themselves; the sweep comes back to it.
      isDone = false;
    }
    // In the same turn as the last look for news: what comes now begins another run.
    this.#running = undefined;
    this.#answer(Number.POSITIVE_INFINITY, undefined);
    return isDone;
  }

  async #next(): Promise<void> {
    const { range, version } = await this.#use.read(this.#outbox, this.#upTo);
    if (range.epoch !== this.#epoch) {
      // Another log, in which the places are given anew.
      const isFirst = this.#upTo === 0;
      this.#epoch = range.epoch;
      this.#upTo = 0;
      if (!isFirst) {
        this.#hasNews = true;
        return;
      }
    }
    for (const [index, order] of range.entries.entries()) {
      const placed = await this.#carryOut(order, version);
      if (placed === 'moved') {
        this.#hasNews = true;
        return;
      }
      this.#upTo = range.first + index;
      this.#use.done(this.#outbox, this.#upTo, this.#epoch);
      this.#answer(this.#upTo, placed);
    }
    if (range.entries.length > 0 && this.#upTo < range.head) this.#hasNews = true;
  }

  async #carryOut(order: string, version: number): Promise<Placed | 'moved' | undefined> {
    try {
      return await this.#use.carryOut(this.#outbox, order, version);
    } catch (error) {
      if (!(error instanceof InvalidCommitError)) throw error;
      // It can never be done, and what waits behind it can.
      this.#use.report(error, `order in ${this.#outbox}, which is given up`);
      return undefined;
    }
  }

  #answer(upTo: number, placed: Placed | undefined): void {
    const answered = this.#waiting.filter(({ syncId }) => syncId <= upTo);
    if (answered.length === 0) return;
    this.#waiting = this.#waiting.filter(({ syncId }) => syncId > upTo);
    for (const { syncId, resolve } of answered) resolve(syncId === upTo ? placed : undefined);
  }
}
