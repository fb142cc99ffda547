/** One spell that the search wants made. */
export interface Step {
  rate: number;
  seconds: number;
  kind: StepKind;
}

/** `grow` until it fails, `narrow` between held and failed, `confirm` what was found. */
export type StepKind = 'grow' | 'narrow' | 'confirm';

/** What became of it. */
export interface Told {
  held: boolean;
  /** It did not hold, and the load's own processes were late: no failure of the server's. */
  byTool: boolean;
  /** Since the search began. */
  elapsedSeconds: number;
}

export type OutcomeKind =
  /** The rate held in all its confirmations. */
  | 'confirmed'
  /** Time ended before; the rate held in a short spell. */
  | 'unconfirmed'
  /** Not even the lowest rate held. */
  | 'none';

export interface Outcome {
  kind: OutcomeKind;
  /** 0 when none held. */
  rate: number;
  /** Why it is not more: the server's failure, the load's own, the highest rate allowed, or time. */
  bound: 'server' | 'tool' | 'most' | 'time';
}

export interface SearchOptions {
  /** First rate, and the bounds of all. */
  from: number;
  least: number;
  most: number;
  /** From one rate to the next while growing. */
  factor: number;
  /** Held and failed rates are brought so near: 0.1. */
  precision: number;
  /** Spells in which what was found must hold. */
  confirmations: number;
  seconds: number;
  confirmSeconds: number;
  /** Of each spell, besides its seconds. */
  overheadSeconds: number;
  /** Of the whole search. */
  limitSeconds: number;
}

/** A spell that fails is made once more before it counts: one stall of the machine is no limit. */
const attempts = 2;

type Tries<Result> = Generator<Step, Result, Told>;

/**
 * Finds the highest rate that holds: grows until one fails, halves the distance (by ratio) until it is
 * small enough, and confirms in longer spells; what does not hold then goes down by half the precision.
 */
export class RampSearch {
  readonly #options: SearchOptions;
  readonly #steps: Tries<Outcome>;
  #elapsedSeconds = 0;
  #held = 0;
  #bound: Outcome['bound'] = 'most';
  #outcome: Outcome | undefined;

  constructor(options: SearchOptions) {
    this.#options = options;
    this.#steps = this.#search();
  }

  /** Undefined until `next` has given no step any more. */
  get outcome(): Outcome | undefined {
    return this.#outcome;
  }

  /** The spell to be made next; `told` is of the one before. */
  next(told?: Told): Step | undefined {
    if (this.#outcome !== undefined) return undefined;
    if (told !== undefined) this.#elapsedSeconds = told.elapsedSeconds;
    const { done, value } = this.#steps.next(told as Told);
    if (!done) return value;
    this.#outcome = value;
    return undefined;
  }

  /** Ends now, with what is known. */
  end(): Outcome {
    this.#outcome ??= this.#unconfirmed();
    return this.#outcome;
  }

  *#search(): Tries<Outcome> {
    const failed = yield* this.#grow();
    if (this.#held === 0) return { kind: 'none', rate: 0, bound: this.#bound };
    if (this.#bound === 'server') yield* this.#narrow(failed, 'narrow');
    return yield* this.#confirm();
  }

  /** Sets the highest held rate; gives the lowest that failed. */
  *#grow(): Tries<number> {
    const { from, least, most, factor } = this.#options;
    let rate = from;
    let failed = Number.POSITIVE_INFINITY;
    while (!this.#isShort('grow')) {
      if (yield* this.#holds(rate, 'grow')) {
        this.#held = rate;
        if (failed < Number.POSITIVE_INFINITY || rate >= most) return failed;
        rate = Math.min(most, rate * factor);
      } else {
        failed = rate;
        if (this.#held > 0 || rate <= least) return failed;
        rate = Math.max(least, rate / factor);
      }
    }
    this.#bound = 'time';
    return failed;
  }

  /** Halves the distance from the held rate to the failed one until it is small. */
  *#narrow(lowestFailed: number, kind: 'narrow' | 'confirm'): Tries<void> {
    let failed = lowestFailed;
    while (failed / this.#held > 1 + this.#options.precision && !this.#isShort(kind)) {
      const between = threeDigits(Math.sqrt(failed * this.#held));
      if (between <= this.#held || between >= failed) return;
      const isHeld = kind === 'confirm' ? this.#isConfirmed(between) : this.#holds(between, kind);
      if (yield* isHeld) this.#held = between;
      else failed = between;
    }
  }

  /** Confirms what was found, or less; tells when time is over before. */
  *#confirm(): Tries<Outcome> {
    const found = this.#held;
    const failed = yield* this.#descend();
    if (failed === undefined) return this.#unconfirmed();
    if (this.#held === 0) return { kind: 'none', rate: 0, bound: this.#bound };
    if (this.#held === found) yield* this.#climb();
    else yield* this.#narrow(failed, 'confirm');
    return { kind: 'confirmed', rate: this.#held, bound: this.#bound };
  }

  /**
   * Down by larger and larger steps until a rate is confirmed, to 0 when none is. Gives the lowest that
   * was not; undefined when time was over.
   */
  *#descend(): Tries<number | undefined> {
    const { precision, least } = this.#options;
    let failed = Number.POSITIVE_INFINITY;
    let rate = this.#held;
    for (let step = precision / 2; rate >= least; step *= 2) {
      const isConfirmed = yield* this.#isConfirmed(rate);
      if (isConfirmed === undefined) return undefined;
      if (isConfirmed) {
        this.#held = rate;
        return failed;
      }
      failed = rate;
      rate = threeDigits(failed / (1 + step));
    }
    this.#held = 0;
    return failed;
  }

  /** What is confirmed at once may go higher: a chance failure before was believed. */
  *#climb(): Tries<void> {
    const { precision, most } = this.#options;
    while (this.#bound === 'server') {
      const above = threeDigits(this.#held * (1 + precision));
      if (above > most || !(yield* this.#isConfirmed(above))) return;
      this.#held = above;
    }
  }

  /** Undefined when there is no time for it. */
  *#isConfirmed(rate: number): Tries<boolean | undefined> {
    for (let count = 0; count < this.#options.confirmations; count += 1) {
      if (this.#isShort('confirm')) return undefined;
      if (!(yield* this.#holds(rate, 'confirm'))) return false;
    }
    return true;
  }

  *#holds(rate: number, kind: StepKind): Tries<boolean> {
    const { seconds, confirmSeconds } = this.#options;
    let byTool = true;
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const told = yield { rate, kind, seconds: kind === 'confirm' ? confirmSeconds : seconds };
      if (told.held) return true;
      byTool &&= told.byTool;
    }
    this.#bound = byTool ? 'tool' : 'server';
    return false;
  }

  /** Too little time for one more spell of this kind, with the confirmation that follows it. */
  #isShort(kind: StepKind): boolean {
    const { seconds, confirmSeconds, overheadSeconds, confirmations, limitSeconds } = this.#options;
    const confirm = confirmSeconds + overheadSeconds;
    const needed =
      kind === 'confirm' ? confirm : seconds + overheadSeconds + confirmations * confirm;
    return this.#elapsedSeconds + needed > limitSeconds;
  }

  #unconfirmed(): Outcome {
    const kind = this.#held > 0 ? 'unconfirmed' : 'none';
    return { kind, rate: this.#held, bound: 'time' };
  }
}

/** Rates are for people. */
export function threeDigits(rate: number): number {
  return Number(rate.toPrecision(3));
}
