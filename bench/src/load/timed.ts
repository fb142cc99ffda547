import type { Fleet } from '@eagre/swarm/device/fleet';
import { decoded, Meter, type TimerName } from '@eagre/swarm/engine/meter';
import { meterFleet } from '@eagre/swarm/engine/metering';
import type { Histogram } from 'hdr-histogram-js';

/** Times what the devices of a fleet are given, from when it was due, instead of whoever did before. */
export class Timed {
  readonly #meter = new Meter();
  #told: Map<string, Histogram> | undefined;

  constructor(fleet: Fleet) {
    meterFleet(fleet, this.#meter);
    this.#meter.timesFromMs = Number.POSITIVE_INFINITY;
  }

  /** Messages due before this are the start, not the measurement. As `nowMs`. */
  countFrom(fromMs: number): void {
    this.#meter.timesFromMs = fromMs;
  }

  /** Of what was timed up to the first call. */
  ms(timer: TimerName, percentile: number): number {
    this.#told ??= new Map(
      Object.entries(this.#meter.take().timers).map(([name, text]) => [name, decoded(text)]),
    );
    const times = this.#told.get(timer);
    if (times === undefined) throw new Error(`no arrival was timed (${timer})`);
    return times.getValueAtPercentile(percentile) / 1000;
  }
}
