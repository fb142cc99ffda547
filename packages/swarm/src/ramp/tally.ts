import type { Histogram } from 'hdr-histogram-js';
import { encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { newHistogram, type TimerName } from '../engine/meter.ts';
import { nowMs } from '../engine/now.ts';
import type { SpellPart } from './figures.ts';

/** µs; what takes longer is as bad. */
const longestMicros = 120_000_000;
/** Ids tell times in tenths of a ms; a bound in between would count a message here and not there. */
const ticksPerMs = 10;

/** The counts of the figures that grow with each event. */
type Counts = Pick<
  SpellPart,
  'said' | 'refused' | 'delivered' | 'reliableAcked' | 'disconnects' | 'refusal'
> & { answered: number };

/** What one process sees of a spell: of all that was due within it, however late it came. */
export class Tally {
  #fromTick = Number.POSITIVE_INFINITY;
  #toTick = Number.POSITIVE_INFINITY;
  #untilMs = 0;
  #counts = noCounts();
  readonly #timers = new Map<TimerName, Histogram>();
  /** Of the whole load, not only what is due within a spell. */
  #pending = 0;

  /** Begins a spell from `fromMs` to `toMs`; what arrives after `untilMs` is too late. As `nowMs`. */
  begin(fromMs: number, toMs: number, untilMs: number): void {
    this.#fromTick = tickOf(fromMs);
    this.#toTick = tickOf(toMs);
    this.#untilMs = untilMs;
    this.#counts = noCounts();
    this.#timers.clear();
  }

  /** Asked and not answered, at any time. */
  get pending(): number {
    return this.#pending;
  }

  isDue(dueMs: number): boolean {
    const tick = tickOf(dueMs);
    return tick >= this.#fromTick && tick < this.#toTick;
  }

  /** Something was asked that will be `answered` or `refused`. */
  said(dueMs: number): void {
    this.#pending += 1;
    if (!this.isDue(dueMs)) return;
    this.#counts.said += 1;
    this.time('late', dueMs);
  }

  answered(dueMs: number, timer: TimerName): void {
    this.#pending -= 1;
    if (!this.isDue(dueMs)) return;
    this.#counts.answered += 1;
    this.time(timer, dueMs);
  }

  refused(dueMs: number, message: string): void {
    this.#pending -= 1;
    if (!this.isDue(dueMs)) return;
    this.#counts.refused += 1;
    if (this.#counts.refusal === '') this.#counts.refusal = message;
  }

  /** Will never be answered. */
  lost(): void {
    this.#pending -= 1;
  }

  reliableAcked(): void {
    this.#counts.reliableAcked += 1;
  }

  disconnected(): void {
    this.#counts.disconnects += 1;
  }

  /** So many of a spell's messages arrived at one device now. */
  arrived(count: number): void {
    if (count > 0 && nowMs() <= this.#untilMs) this.#counts.delivered += count;
  }

  /** Of these, the ones that are the spell's. */
  countDue(dueMs: Iterable<number>): number {
    let count = 0;
    for (const each of dueMs) if (this.isDue(each)) count += 1;
    return count;
  }

  /** From when it was due until now, if it is the spell's. */
  time(timer: TimerName, dueMs: number): void {
    if (this.isDue(dueMs)) this.timed(timer, nowMs() - dueMs);
  }

  timed(timer: TimerName, ms: number): void {
    let histogram = this.#timers.get(timer);
    if (histogram === undefined) {
      histogram = newHistogram();
      this.#timers.set(timer, histogram);
    }
    histogram.recordValue(Math.min(longestMicros, Math.max(1, Math.round(ms * 1000))));
  }

  /** The spell as this process saw it, when all has come to rest. */
  part(rest: Pick<SpellPart, 'reliableArrived' | 'cpu' | 'interrupted'>): SpellPart {
    const { answered, ...counts } = this.#counts;
    const timers = [...this.#timers].map(
      ([name, histogram]) => [name, encodeIntoCompressedBase64(histogram)] as const,
    );
    return {
      ...counts,
      ...rest,
      unanswered: counts.said - answered - counts.refused,
      timers: Object.fromEntries(timers),
    };
  }
}

function tickOf(ms: number): number {
  return Math.round(ms * ticksPerMs);
}

function noCounts(): Counts {
  return {
    said: 0,
    answered: 0,
    refused: 0,
    refusal: '',
    delivered: 0,
    reliableAcked: 0,
    disconnects: 0,
  };
}
