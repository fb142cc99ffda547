import type { Histogram } from 'hdr-histogram-js';
import { textOf } from '../device/requests.ts';
import { SharedFrames } from '../device/shared-frames.ts';
import { newHistogram } from '../engine/meter.ts';
import { nowMs } from '../engine/now.ts';
import type { OnFrame } from './adapter.ts';
import { duesOf } from './stamped-text.ts';

/** Bytes into which every server here writes what tells a frame from the one before. */
const keyBytes = 120;
/** µs; what takes longer is as bad. */
const longestMicros = 120_000_000;

/** What all subscribers of one server got, counted with the same few steps for each server. */
export class Deliveries {
  readonly #frames = new SharedFrames<readonly number[]>({
    parse: (bytes, start, end) => duesOf(textOf(bytes, start, end)),
    keyOf,
  });
  /** Texts × subscribers, and frames. */
  messages = 0;
  frames = 0;
  /** Of those that were due between `fromMs` and `toMs`, at the timed subscribers. */
  times: Histogram = newHistogram();
  #fromMs = Number.POSITIVE_INFINITY;
  #toMs = Number.POSITIVE_INFINITY;
  /** Texts × subscribers of that time. */
  due = 0;
  #latest: readonly number[] = [];
  #latestDue = 0;
  onMore: () => void = () => {};

  /** What is due from then on, as `nowMs`, is timed and counted anew. */
  timeBetween(fromMs: number, toMs: number): void {
    this.#fromMs = fromMs;
    this.#toMs = toMs;
    this.times = newHistogram();
    this.due = 0;
    this.#latest = [];
    this.#latestDue = 0;
  }

  /** For one subscriber; one that is timed costs more than the others. */
  sink(isTimed: boolean): OnFrame {
    return isTimed ? this.#takeTimed : this.#take;
  }

  readonly #take: OnFrame = (bytes, start, end) => {
    const dues = this.#frames.read(bytes, start, end);
    if (dues.length === 0) return;
    this.#count(dues);
  };

  readonly #takeTimed: OnFrame = (bytes, start, end) => {
    const dues = this.#frames.read(bytes, start, end);
    if (dues.length === 0) return;
    const now = nowMs();
    for (const dueMs of dues) {
      if (!this.#isDue(dueMs)) continue;
      const micros = Math.round((now - dueMs) * 1000);
      this.times.recordValue(Math.min(longestMicros, Math.max(1, micros)));
    }
    this.#count(dues);
  };

  #count(dues: readonly number[]): void {
    if (dues !== this.#latest) {
      this.#latest = dues;
      this.#latestDue = dues.filter((dueMs) => this.#isDue(dueMs)).length;
    }
    this.due += this.#latestDue;
    this.messages += dues.length;
    this.frames += 1;
    this.onMore();
  }

  #isDue(dueMs: number): boolean {
    return dueMs >= this.#fromMs && dueMs < this.#toMs;
  }
}

function keyOf(bytes: Uint8Array, start: number, end: number): number {
  let hash = end - start;
  const last = Math.min(end, start + keyBytes);
  for (let at = start; at < last; at += 1) hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0;
  return hash;
}
