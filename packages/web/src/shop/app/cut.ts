/** A place in the room's log. */
export interface LogPlace {
  readonly epoch: number;
  readonly syncId: number;
}

/** A place, and whether it is the last that the device was given for sure. */
export interface KnownPlace extends LogPlace {
  readonly isExact: boolean;
}

/** What a cut of the line came to. */
export interface CutResult {
  /** From the mend until the room was entered again. */
  readonly tookMs: number;
  /** Places in the log before and after it. */
  readonly from: number;
  readonly to: number;
  /** Entries that came after the mend. */
  readonly caughtUp: number;
  /** The SDK told of entries that will not come. */
  readonly isWhole: boolean;
}

/** Follows the log of a room through a cut, so that what is told about it was counted. */
export class CutRecord {
  readonly #from: KnownPlace;
  readonly #mendedAtMs: number;
  #to: KnownPlace;
  #count = 0;
  #isWhole = true;

  constructor(from: KnownPlace, mendedAtMs: number) {
    this.#from = from;
    this.#to = from;
    this.#mendedAtMs = mendedAtMs;
  }

  entry({ epoch, syncId }: LogPlace): void {
    // The next entry of the log or the first of a new one; anything else is a hole.
    const isNext = epoch === this.#to.epoch ? syncId === this.#to.syncId + 1 : syncId === 1;
    if (this.#to.isExact && !isNext) this.#isWhole = false;
    this.#to = { epoch, syncId, isExact: true };
    this.#count += 1;
  }

  gap(): void {
    this.#isWhole = false;
  }

  result(nowMs: number): CutResult {
    return {
      tookMs: nowMs - this.#mendedAtMs,
      from: this.#from.syncId,
      to: this.#to.syncId,
      caughtUp: this.#count,
      isWhole: this.#isWhole,
    };
  }
}
