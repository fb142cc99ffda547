import type { OnDelivered } from '@eagre/swarm/device/fleet';
import { nowMs } from '@eagre/swarm/engine/now';
import { build } from 'hdr-histogram-js';

/** One device of so many has its arrivals timed: the times of the others are the same to the eye. */
const oneOf = 8;
/** µs: two minutes. */
const longest = 120_000_000;

/** Time from when a message was due to its arrival at other members' devices. */
export class LatencyRecorder {
  readonly #histogram = build({
    bitBucketSize: 32,
    lowestDiscernibleValue: 1,
    highestTrackableValue: longest,
    numberOfSignificantValueDigits: 3,
  });
  readonly #timed: ReadonlySet<unknown>;
  /** Messages due before this are the start, not the measurement. */
  #fromMs = Number.POSITIVE_INFINITY;

  constructor(devices: readonly unknown[]) {
    this.#timed = new Set(devices.filter((_device, index) => index % oneOf === 0));
  }

  countFrom(fromMs: number): void {
    this.#fromMs = fromMs;
  }

  readonly onDelivered: OnDelivered = (device, frame, from) => {
    if (!this.#timed.has(device)) return;
    const arrivedMs = nowMs();
    for (let i = from; i < frame.messages.length; i += 1) {
      const message = frame.messages[i];
      if (message === undefined || message.from === device.user) continue;
      if (!(message.dueMs >= this.#fromMs)) continue;
      const micros = Math.round((arrivedMs - message.dueMs) * 1000);
      this.#histogram.recordValue(Math.min(longest, Math.max(1, micros)));
    }
  };

  percentileMs(percentile: number): number {
    if (this.#histogram.totalCount === 0) throw new Error('no arrival was timed');
    return this.#histogram.getValueAtPercentile(percentile) / 1000;
  }
}
