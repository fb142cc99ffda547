import type { Metrics, Observer, Sample } from './metrics.ts';
import { latencyBuckets } from './metrics.ts';

/** Commands by name and result, and how long sends took until they were on disk. */
export class CommandCounts {
  readonly #counts = new Map<string, Map<string, number>>();
  readonly #sendSeconds: Observer;

  constructor(metrics: Metrics) {
    metrics.counter(
      {
        name: 'commands_total',
        help: 'Commands carried out, by name and result',
        labels: ['command', 'result'],
      },
      () => this.#samples(),
    );
    this.#sendSeconds = metrics.histogram(
      { name: 'send_seconds', help: 'Time from a send to its commit' },
      latencyBuckets,
    );
  }

  /** `result` is `ok` or the code of the error. */
  done(command: string, result: string, seconds: number): void {
    let results = this.#counts.get(command);
    if (results === undefined) {
      results = new Map();
      this.#counts.set(command, results);
    }
    results.set(result, (results.get(result) ?? 0) + 1);
    if (command === 'send' && result === 'ok') this.#sendSeconds.observe(seconds);
  }

  *#samples(): Iterable<Sample> {
    for (const [command, results] of this.#counts) {
      for (const [result, value] of results) yield { labels: { command, result }, value };
    }
  }
}
