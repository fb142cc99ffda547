import type { MeterSample } from '../engine/meter.ts';
import type { Mark } from '../report/run-report.ts';
import type { SampleMerger } from '../report/sample-merger.ts';
import type { Sampler } from '../target/cluster-sampler.ts';
import type { RunView } from './plan.ts';

const everyMs = 1000;
/** Shorter ones tell no rate of the server. */
const leastMs = 500;

/** The beat of a run: each second what all processes measured becomes one sample. */
export class Pulse {
  readonly #merger: SampleMerger;
  readonly #sampler: Sampler;
  readonly #view: RunView;
  readonly #marks: () => readonly Mark[];
  readonly #cpuSeconds = new Map<number, number>();
  #startedMs = 0;
  #lastMs = 0;
  #loadCpuBefore = 0;
  #timer: Timer | undefined;
  #isStopped = false;
  #beating: Promise<void> = Promise.resolve();

  constructor(merger: SampleMerger, sampler: Sampler, view: RunView, marks: () => readonly Mark[]) {
    this.#merger = merger;
    this.#sampler = sampler;
    this.#view = view;
    this.#marks = marks;
  }

  /** `startedMs`: of `performance.now()`. */
  start(startedMs: number): void {
    this.#startedMs = startedMs;
    this.#lastMs = startedMs;
    this.#timer = setInterval(() => {
      this.#beating = this.#beating.then(() => this.#beat());
    }, everyMs);
  }

  take(worker: number, sample: MeterSample, cpuSeconds: number): void {
    this.#merger.take(worker, sample);
    this.#cpuSeconds.set(worker, cpuSeconds);
  }

  /** The last sample is made of what came since the one before. Again: nothing. */
  async stop(): Promise<void> {
    if (this.#isStopped) return;
    this.#isStopped = true;
    clearInterval(this.#timer);
    await this.#beating;
    await this.#beat();
  }

  async #beat(): Promise<void> {
    // Of a moment only, rates would be of chance: what grew in it stays for nobody to plot.
    const isMoment = performance.now() - this.#lastMs < leastMs;
    const server = isMoment ? undefined : await this.#sampler.sample();
    const nowMs = performance.now();
    const loadCpu = this.#loadCpu(nowMs);
    const sample = this.#merger.close({ atMs: nowMs - this.#startedMs, loadCpu, server });
    this.#view.sample(sample, this.#marks());
  }

  #loadCpu(nowMs: number): number {
    const seconds = Math.max(0.001, (nowMs - this.#lastMs) / 1000);
    const total = [...this.#cpuSeconds.values()].reduce((sum, each) => sum + each, 0);
    // A process's first sample tells of its start as well.
    const grown = this.#loadCpuBefore === 0 ? 0 : total - this.#loadCpuBefore;
    this.#loadCpuBefore = total;
    this.#lastMs = nowMs;
    return grown / seconds;
  }
}
