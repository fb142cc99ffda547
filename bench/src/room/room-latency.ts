import { build, type Histogram } from 'hdr-histogram-js';
import type { RoomDevice } from './room-device.ts';
import type { OnRoomFrame } from './room-fleet.ts';
import type { RoomFrame } from './room-frame.ts';

/** One device of so many has its arrivals timed: tens of millions a second are not worth it. */
const oneOf = 64;
/** µs: two minutes. */
const longest = 120_000_000;

/** Time from when messages were due to their arrival at devices, of each class for itself. */
export class RoomLatency {
  readonly #timed: ReadonlySet<RoomDevice>;
  readonly #chat = newHistogram();
  readonly #reliable = newHistogram();
  /** Messages due before this are the start, not the measurement. */
  #fromMs = Number.POSITIVE_INFINITY;

  constructor(devices: readonly RoomDevice[]) {
    // At least eight of a small room.
    const step = Math.max(1, Math.min(oneOf, Math.floor(devices.length / 8)));
    this.#timed = new Set(devices.filter((_device, index) => index % step === 0));
  }

  countFrom(nowMs: number): void {
    this.#fromMs = nowMs;
  }

  readonly onFrame: OnRoomFrame = (device, frame) => {
    if (!this.#timed.has(device)) return;
    const nowMs = performance.now();
    if (frame.batch !== undefined) {
      for (const dueMs of frame.batch.dueMs) this.#record(this.#chat, dueMs, nowMs);
    }
    this.#reliables(frame, nowMs);
  };

  chatMs(percentile: number): number {
    return at(this.#chat, percentile, 'best-effort');
  }

  reliableMs(percentile: number): number {
    return at(this.#reliable, percentile, 'reliable');
  }

  #reliables({ entries }: RoomFrame, nowMs: number): void {
    for (const { sentAtMs } of entries?.messages ?? []) {
      this.#record(this.#reliable, sentAtMs, nowMs);
    }
  }

  #record(histogram: Histogram, dueMs: number, nowMs: number): void {
    if (!(dueMs >= this.#fromMs)) return;
    const micros = Math.round((nowMs - dueMs) * 1000);
    histogram.recordValue(Math.min(longest, Math.max(1, micros)));
  }
}

function newHistogram(): Histogram {
  return build({
    bitBucketSize: 32,
    lowestDiscernibleValue: 1,
    highestTrackableValue: longest,
    numberOfSignificantValueDigits: 3,
  });
}

function at(histogram: Histogram, percentile: number, what: string): number {
  if (histogram.totalCount === 0) throw new Error(`no arrival of a ${what} message was timed`);
  return histogram.getValueAtPercentile(percentile) / 1000;
}
