import type { Clock } from '@eagre/protocol';
import type { RoomSums } from '../../bus/bus.ts';
import type { Limits } from '../../limits.ts';
import type { Tally } from './tally.ts';

export interface SumTellerUse {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly limits: Pick<Limits, 'roomRefreshMs' | 'roomStatsMs'>;
}

/** Decides what a node tells the others of the sums that it has counted in one room, and when. */
export class SumTeller {
  readonly #use: SumTellerUse;
  readonly #start: number;
  readonly #tally: Tally;
  #adds = 0;
  #toldAdds = 0;
  /** When news went that were not repeated yet. */
  #newsAtMs: number | undefined;
  #toldAllAtMs: number | undefined;

  /** `start`: see `RoomSums`. */
  constructor(use: SumTellerUse, start: number, tally: Tally) {
    this.#use = use;
    this.#start = start;
    this.#tally = tally;
  }

  /** A backend has added something here. */
  added(): void {
    this.#adds += 1;
  }

  /** What was counted and is not told yet; undefined: nothing. */
  takeNews(): RoomSums | undefined {
    const counts = this.#tally.takeOwn();
    if (this.#adds === this.#toldAdds && Object.keys(counts).length === 0) return undefined;
    this.#newsAtMs = this.#use.clock.monotonicMs();
    return this.#told(counts);
  }

  /**
   * All of it, when it is time to tell it (again): at first, also that it is nothing, since an earlier
   * run of the node may have told what it did not store; soon after news, the last of which may be
   * lost; and now and then.
   */
  takeRepeat(): RoomSums | undefined {
    const { clock, limits } = this.#use;
    const nowMs = clock.monotonicMs();
    const isFirst = this.#toldAllAtMs === undefined;
    const isSettled = this.#newsAtMs !== undefined && nowMs - this.#newsAtMs >= limits.roomStatsMs;
    const isOld = nowMs - (this.#toldAllAtMs ?? nowMs) >= limits.roomRefreshMs;
    if (!isFirst && !isSettled && !isOld) return undefined;
    this.#toldAllAtMs = nowMs;
    this.#newsAtMs = undefined;
    return isFirst || this.hasAny ? this.all() : undefined;
  }

  get hasAny(): boolean {
    return this.#adds > 0 || Object.keys(this.#tally.allOwn()).length > 0;
  }

  /** All of it. */
  all(): RoomSums {
    return { ...this.#told(this.#tally.allOwn()), whole: true };
  }

  #told(counts: RoomSums['counts']): RoomSums {
    this.#toldAdds = this.#adds;
    return { start: this.#start, adds: this.#adds, counts };
  }
}
