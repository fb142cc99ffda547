import type { Mark, Sample } from '../report/run-report.ts';
import { LiveView } from '../report/terminal.ts';
import type { LiveState } from '../report/terminal-frame.ts';
import type { RunView } from './plan.ts';

/** Samples that the picture looks at. */
const keptSamples = 60;

/** Shows a run in the terminal while it goes on. */
export class Live implements RunView {
  readonly #scenario: string;
  readonly #devices: number;
  readonly #startedMs = performance.now();
  readonly #view = new LiveView(() => this.#state());
  #phase = '';
  #fraction: number | undefined;
  #samples: Sample[] = [];
  #drops: Record<string, number> = {};
  #faults: string[] = [];

  constructor(scenario: string, devices: number) {
    this.#scenario = scenario;
    this.#devices = devices;
    this.#view.start();
  }

  progress(label: string, fraction: number | undefined): void {
    this.#phase = label;
    this.#fraction = fraction;
  }

  sample(sample: Sample, marks: readonly Mark[]): void {
    this.#samples = [...this.#samples.slice(1 - keptSamples), sample];
    for (const [reason, count] of Object.entries(sample.server?.drops ?? {})) {
      this.#drops[reason] = (this.#drops[reason] ?? 0) + count;
    }
    const goOn = marks.filter(({ kind, endMs }) => kind === 'fault' && endMs === undefined);
    this.#faults = goOn.map(({ about }) => about);
  }

  note(text: string): void {
    this.#view.note(text);
  }

  end(): void {
    this.#view.stop();
  }

  #state(): LiveState {
    return {
      scenario: this.#scenario,
      phase: this.#phase,
      ...(this.#fraction === undefined ? {} : { fraction: this.#fraction }),
      elapsedMs: performance.now() - this.#startedMs,
      devices: this.#devices,
      samples: this.#samples,
      drops: this.#drops,
      faults: this.#faults,
    };
  }
}
