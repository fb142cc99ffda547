import type { Random } from '@eagre/protocol';
import { SeededRandom } from '@eagre/testkit';
import { Fleet } from '../device/fleet.ts';
import type { Json } from '../engine/json.ts';
import { LedgerBooks } from '../engine/ledger-books.ts';
import type { Load, OptionValues, Share } from '../engine/load.ts';
import { Meter } from '../engine/meter.ts';
import { tokenGiver } from '../target/tokens.ts';
import type { FromWorker, Order } from './messages.ts';

/** Between two looks at how far a pause is. ms. */
const lookEveryMs = 100;
/** Far from each other whatever the seeds: neighbouring seeds may be neighbouring runs. */
const shareStride = 0x9e3779b1;

/** A scenario's hands in one process: sends upwards what the controller must know, waits for its word. */
export class WorkerLoad implements Load {
  readonly share: Share;
  readonly options: OptionValues;
  readonly runId: string;
  readonly random: Random;
  readonly fleet: Fleet;
  readonly meter = new Meter();
  readonly books: LedgerBooks;
  readonly tokenFor: (user: string) => string | Promise<string>;
  readonly #abort = new AbortController();
  readonly #send: (message: FromWorker) => void;
  readonly #waiting = new Map<string, (value: Json | undefined) => void>();

  constructor(order: Order, send: (message: FromWorker) => void) {
    this.share = order.share;
    this.options = order.options;
    this.runId = order.runId;
    this.random = new SeededRandom((order.seed + order.share.index * shareStride) >>> 0);
    this.fleet = new Fleet(order.address);
    this.books = new LedgerBooks(this.fleet);
    this.tokenFor = tokenGiver(order.tokens);
    this.#send = send;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  stop(): void {
    this.#abort.abort();
  }

  sync(name: string, value?: Json): Promise<Json | undefined> {
    if (this.#waiting.has(name)) throw new Error(`already waiting at "${name}"`);
    return new Promise((resolve) => {
      this.#waiting.set(name, resolve);
      this.#send({ type: 'sync', name, value });
    });
  }

  /** The controller's word: all are there. */
  go(name: string, value: Json | undefined): void {
    const resolve = this.#waiting.get(name);
    this.#waiting.delete(name);
    resolve?.(value);
  }

  progress(label: string, fraction?: number): void {
    this.#send({ type: 'progress', label, ...(fraction === undefined ? {} : { fraction }) });
  }

  async pause(seconds: number, label?: string): Promise<void> {
    const startedMs = performance.now();
    for (;;) {
      const elapsed = (performance.now() - startedMs) / 1000;
      if (elapsed >= seconds || this.signal.aborted) return;
      if (label !== undefined) this.progress(label, elapsed / seconds);
      await Bun.sleep(Math.min(lookEveryMs, (seconds - elapsed) * 1000));
    }
  }
}
