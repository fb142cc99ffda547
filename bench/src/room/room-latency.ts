import type { Device } from '@eagre/swarm/device/device';
import type { OnRoomFrame } from '@eagre/swarm/device/fleet';
import type { RoomFrame } from '@eagre/swarm/device/room-frame';
import { nowMs } from '@eagre/swarm/engine/now';
import { build, type Histogram } from 'hdr-histogram-js';

/** One device of so many has its arrivals timed: tens of millions a second are not worth it. */
const oneOf = 64;
/** µs: two minutes. */
const longest = 120_000_000;

/** Time from when messages were due to their arrival at devices, of each class for itself. */
export class RoomLatency {
  readonly #timed: ReadonlySet<Device>;
  readonly #chat = newHistogram();
  readonly #reliable = newHistogram();
  /** Messages due before this are the start, not the measurement. */
  #fromMs = Number.POSITIVE_INFINITY;

  constructor(devices: readonly Device[]) {
    // At least eight of a small room.
    const step = Math.max(1, Math.min(oneOf, Math.floor(devices.length / 8)));
    this.#timed = new Set(devices.filter((_device, index) => index % step === 0));
  }

  countFrom(fromMs: number): void {
    this.#fromMs = fromMs;
  }

  readonly onFrame: OnRoomFrame = (device, frame) => {
    if (!this.#timed.has(device)) return;
    const arrivedMs = nowMs();
    if (frame.batch !== undefined) {
      for (const dueMs of frame.batch.dueMs) this.#record(this.#chat, dueMs, arrivedMs);
    }
    this.#reliables(frame, arrivedMs);
  };

  chatMs(percentile: number): number {
    return at(this.#chat, percentile, 'best-effort');
  }

  reliableMs(percentile: number): number {
    return at(this.#reliable, percentile, 'reliable');
  }

  #reliables({ entries }: RoomFrame, arrivedMs: number): void {
    for (const { dueMs } of entries?.messages ?? []) {
      this.#record(this.#reliable, dueMs, arrivedMs);
    }
  }

  #record(histogram: Histogram, dueMs: number, arrivedMs: number): void {
    if (!(dueMs >= this.#fromMs)) return;
    const micros = Math.round((arrivedMs - dueMs) * 1000);
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
