import {
  type CounterName,
  decoded,
  type GaugeName,
  type MeterSample,
  type TimerName,
} from '../engine/meter.ts';
import type { Mark, RunReport, Sample, ServerSample } from './run-report.ts';
import { fold, type Step, sumOf } from './step.ts';
import { Timings } from './timings.ts';

/** What is known of a second besides what the processes measured. */
export interface SecondEnd {
  /** From the start of the run. */
  atMs: number;
  /** Cores that the load's processes took. */
  loadCpu: number;
  server?: ServerSample | undefined;
}

/** More points than a plot has pixels, and an hour and more at full resolution. */
const mostSamples = 4000;
/** Of the first sample, before which the run was being made ready. */
const firstSpanMs = 1000;
/** After a fault's end what it held up is still on its way. */
const settleMs = 10_000;

/**
 * Makes one course of the run out of what its processes measure. Percentiles come from the histograms
 * put together, never from other percentiles. However long the run is, it keeps a bounded number of
 * samples: past it, the two oldest of the finest ones become one, so that the whole stays even.
 */
export class SampleMerger {
  readonly #mostSteps: number;
  readonly #steps: Step[] = [];
  readonly #gauges: Partial<Record<GaugeName, number>>[] = [];
  readonly #second = new Timings();
  #secondCounters: Partial<Record<CounterName, number>> = {};
  readonly #total = new Timings();
  #totalCounters: Partial<Record<CounterName, number>> = {};
  #drops: Record<string, number> = {};

  constructor(most = mostSamples) {
    this.#mostSteps = most;
  }

  /** A process (numbered from 0) measured this since its last sample. */
  take(process: number, meter: MeterSample): void {
    // A process whose next sample comes late has not lost its devices: its last gauges stand.
    this.#gauges[process] = meter.gauges;
    this.#secondCounters = sumOf(this.#secondCounters, meter.counters);
    this.#totalCounters = sumOf(this.#totalCounters, meter.counters);
    for (const [name, text] of Object.entries(meter.timers)) {
      const times = decoded(text);
      this.#second.addOne(name as TimerName, times);
      this.#total.addOne(name as TimerName, times);
    }
  }

  /** Ends a second (or what passed since the last call): all that was taken meanwhile is in it. */
  close({ atMs, loadCpu, server }: SecondEnd): Sample {
    const lastMs = this.#steps.at(-1)?.sample.atMs ?? Math.max(0, atMs - firstSpanMs);
    const sample = {
      atMs,
      spanMs: Math.max(1, atMs - lastMs),
      gauges: this.#gauges.reduce((sum, each) => sumOf(sum, each), {}),
      counters: this.#secondCounters,
      timers: this.#second.percentiles(),
      loadCpu,
      ...(server === undefined ? {} : { server }),
    };
    this.#steps.push({ sample, timers: this.#second.encoded(), seconds: 1 });
    this.#secondCounters = {};
    this.#second.reset();
    if (server !== undefined) this.#drops = sumOf(this.#drops, server.drops);
    if (this.#steps.length > this.#mostSteps) this.#thin();
    return sample;
  }

  /** In order of time; see `RunReport.samples`. */
  get samples(): Sample[] {
    return this.#steps.map(({ sample }) => sample);
  }

  /** What the server left out up to now, by reason. */
  get drops(): Record<string, number> {
    return { ...this.#drops };
  }

  totals(): RunReport['totals'] {
    return { counters: { ...this.#totalCounters }, timers: this.#total.percentiles() };
  }

  /**
   * The totals without what was measured from a fault's start to a while after its end; a fault without
   * an end lasts to the end of the run. Marks of another kind don't matter.
   */
  totalsOutside(marks: readonly Mark[]): RunReport['totals'] {
    const faults = marks.filter(({ kind }) => kind === 'fault');
    const timings = new Timings();
    let counters: RunReport['totals']['counters'] = {};
    for (const { sample, timers } of this.#steps) {
      const fromMs = sample.atMs - sample.spanMs;
      const isHit = faults.some(
        ({ atMs, endMs = Number.POSITIVE_INFINITY }) =>
          sample.atMs > atMs && fromMs < endMs + settleMs,
      );
      if (isHit) continue;
      timings.add(timers);
      counters = sumOf(counters, sample.counters);
    }
    return { counters, timers: timings.percentiles() };
  }

  /** Steps only get shorter with time, so that equal ones are neighbours. */
  #thin(): void {
    let at = -1;
    let finest = Number.POSITIVE_INFINITY;
    for (let i = 1; i < this.#steps.length; i += 1) {
      const [before, step] = [this.#steps[i - 1] as Step, this.#steps[i] as Step];
      if (before.seconds !== step.seconds || step.seconds >= finest) continue;
      at = i - 1;
      finest = step.seconds;
    }
    const [a, b] = [this.#steps[at], this.#steps[at + 1]];
    if (a !== undefined && b !== undefined) this.#steps.splice(at, 2, fold(a, b));
  }
}
