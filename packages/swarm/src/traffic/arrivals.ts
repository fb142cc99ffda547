import type { Random } from '@eagre/protocol';
import { Bursts, Silences } from './bursts.ts';
import type { Shape } from './shape.ts';
import { Days, Waves } from './waves.ts';

export interface ArrivalOptions {
  /** Mean, over all the quiet and all the loud times. */
  perSecond: number;
  random: Random;
  /** Factors over the time of the traffic, on top of what the kind has of its own. */
  shapes?: readonly Shape[];
  /** Never more in a second of the clock; what would be more does not come at all. */
  capPerSecond?: number;
  /** The kind's own ups and downs run so many times faster. */
  speed?: number;
  /** True: a group has days and nights, from midnight on. Without, it is always as by day on average. */
  days?: boolean;
}

export type ArrivalKind = 'poisson' | 'show' | 'group';

/** What a kind of traffic has of its own. */
export interface Rhythm {
  shapes: readonly Shape[];
  /** The shapes are asked once in so long, in the kind's own time. */
  stepMs: number;
  /** The share of messages that are answers to others, and come so soon after them on average. */
  replies?: { share: number; seconds: number };
}

/** So many steps with hardly a chance of a message are the end: no shape comes back after them. */
const silentSteps = 1_000_000;
const hardly = 1e-9;

/** When messages come: offsets in ms, not decreasing. Nothing is kept of what has been. */
export class Arrivals {
  readonly #random: Random;
  readonly #own: readonly Shape[];
  readonly #shapes: readonly Shape[];
  readonly #stepMs: number;
  /** Between the kind's own time and that of the traffic. */
  readonly #speed: number;
  readonly #cap: number;
  /** Messages a ms that answer nothing, on average; and what each message adds to the rate. */
  readonly #meanRate: number;
  readonly #sparks: number;
  readonly #sparksDecayMs: number;
  #step = -1;
  #nowMs = 0;
  /** Messages a ms: in this step, and now of answers; these fade all the time. */
  #rate = 0;
  #replyRate = 0;
  #second = -1;
  #inSecond = 0;

  constructor(options: ArrivalOptions, { shapes, stepMs, replies }: Rhythm) {
    const { perSecond, random, capPerSecond, speed = 1 } = options;
    if (!(perSecond > 0)) throw new RangeError(`a rate is above 0, not ${perSecond}`);
    if (!(speed > 0)) throw new RangeError(`a speed is above 0, not ${speed}`);
    this.#random = random;
    this.#own = shapes;
    this.#shapes = options.shapes ?? [];
    this.#speed = speed;
    this.#stepMs = stepMs / speed;
    this.#cap = capPerSecond ?? Number.POSITIVE_INFINITY;
    this.#meanRate = (perSecond / 1000) * (1 - (replies?.share ?? 0));
    this.#sparksDecayMs = ((replies?.seconds ?? 1) * 1000) / speed;
    this.#sparks = (replies?.share ?? 0) / this.#sparksDecayMs;
  }

  /** Infinity when the shapes let nothing come any more. */
  next(): number {
    for (let silent = 0; silent < silentSteps; ) {
      const most = this.#rate + this.#replyRate;
      const endMs = (this.#step + 1) * this.#stepMs;
      if (most * this.#stepMs < hardly) silent += 1;
      const waitMs = most === 0 ? Number.POSITIVE_INFINITY : this.#exponential() / most;
      if (this.#nowMs + waitMs >= endMs) {
        this.#goTo(endMs);
        this.#nextStep();
        continue;
      }
      this.#goTo(this.#nowMs + waitMs);
      // Answers have become rarer meanwhile: what was drawn at the rate of before is thinned out.
      if (this.#replyRate > 0 && this.#random.next() * most > this.#rate + this.#replyRate)
        continue;
      if (!this.#isUnderCap()) continue;
      this.#replyRate += this.#sparks;
      return this.#nowMs;
    }
    return Number.POSITIVE_INFINITY;
  }

  #exponential(): number {
    return -Math.log(1 - this.#random.next());
  }

  #goTo(atMs: number): void {
    if (this.#replyRate > 0) {
      this.#replyRate *= Math.exp((this.#nowMs - atMs) / this.#sparksDecayMs);
    }
    this.#nowMs = atMs;
  }

  #nextStep(): void {
    this.#step += 1;
    const offsetMs = this.#step * this.#stepMs;
    let rate = this.#meanRate;
    for (const shape of this.#own) rate *= shape.at(offsetMs * this.#speed);
    for (const shape of this.#shapes) rate *= shape.at(offsetMs);
    this.#rate = rate;
  }

  #isUnderCap(): boolean {
    const second = Math.floor(this.#nowMs / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#inSecond = 0;
    }
    if (this.#inSecond >= this.#cap) return false;
    this.#inSecond += 1;
    return true;
  }
}

/**
 * - `poisson`: everybody by himself.
 * - `show`: the chat of a live show. Reactions of many within a second on top of a steady hum; fitted to
 *   13 messages a second, at other rates the bursts are as many, and larger in proportion.
 * - `group`: a community group. One message brings others, hours are busy or not. At other rates
 *   conversations are as long, and more or fewer.
 */
export function arrivals(kind: ArrivalKind, options: ArrivalOptions): Arrivals {
  return new Arrivals(options, rhythms[kind](options));
}

const rhythms: Record<ArrivalKind, (options: ArrivalOptions) => Rhythm> = {
  poisson: () => ({ shapes: [], stepMs: 50 }),
  show: ({ random }) => {
    const stepMs = 50;
    const bursts = new Bursts({ ...showBursts, stepMs, random });
    return { shapes: [bursts, new Silences({ ...showSilences, random })], stepMs };
  },
  group: ({ random, days = false }) => {
    const stepMs = 10_000;
    const waves = new Waves(groupWaves, stepMs, random);
    return {
      shapes: days ? [waves, new Days(groupHours)] : [waves],
      stepMs,
      replies: groupReplies,
    };
  },
};

const showBursts = { perSecond: 0.19, smallest: 0.21, largest: 4.5, decaySeconds: 0.8 };
const showSilences = { perSecond: 0.0018, meanSeconds: 2.6 };

const groupReplies = { share: 0.78, seconds: 36 };
const groupWaves = [
  { seconds: 2300, deviation: 0.67 },
  { seconds: 7500, deviation: 0.45 },
];
/** From midnight on. */
const groupHours = [
  0.23, 0.04, 0.03, 0.02, 0.01, 0.01, 0.06, 0.19, 0.35, 0.55, 0.8, 1.14, 1.56, 1.94, 2.16, 1.9, 1.5,
  1.61, 1.84, 2.03, 2.14, 1.84, 1.3, 0.74,
];
