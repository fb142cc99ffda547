import { Latencies } from './latencies.ts';
import type { Metrics, Sample } from './metrics.ts';
import { latencyBuckets } from './metrics.ts';

/** Codes by which the server says that it was too much. */
const refusals: readonly string[] = ['rate_limited', 'slow_mode', 'overloaded'];

/** Commands by name and result, and how long sends took until they were on disk. */
export class CommandCounts {
  /** Of the sends that were carried out. */
  readonly sends = new Latencies();
  /** Commands that got in and were refused for their number, or for the load. */
  refused = 0;
  readonly #counts = new Map<string, Map<string, number>>();

  constructor(metrics: Metrics) {
    metrics.counter(
      {
        name: 'commands_total',
        help: 'Commands carried out, by name and result',
        labels: ['command', 'result'],
      },
      () => this.#samples(),
    );
    metrics.histogram(
      { name: 'send_seconds', help: 'Time from a send to its commit' },
      this.sends,
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
    if (command === 'send' && result === 'ok') this.sends.took(seconds * 1000);
    else if (refusals.includes(result)) this.refused += 1;
  }

  *#samples(): Iterable<Sample> {
    for (const [command, results] of this.#counts) {
      for (const [result, value] of results) yield { labels: { command, result }, value };
    }
  }
}
