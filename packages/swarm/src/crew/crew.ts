import type { Json } from '../engine/json.ts';
import type { MeterSample } from '../engine/meter.ts';
import type { Findings } from '../verdict/findings.ts';
import type { FromWorker, Order, WorkerHandle } from './messages.ts';

export interface CrewEvents {
  sample(sample: MeterSample, worker: number, cpuSeconds: number): void;
  progress(label: string, fraction: number | undefined): void;
  /** All are at `name`; what it resolves to is told to all. */
  sync(name: string, values: readonly (Json | undefined)[]): Promise<Json | undefined>;
}

/** The processes of one run, seen as one. */
export class Crew {
  readonly #workers: readonly WorkerHandle[];
  readonly #events: CrewEvents;
  readonly #syncs = new Map<string, Map<number, Json | undefined>>();
  readonly #ran = new Set<number>();
  readonly #findings = new Map<number, Findings>();
  readonly #fractions = new Map<number, number>();
  readonly #allRan = Promise.withResolvers<void>();
  readonly #allFound = Promise.withResolvers<Findings[]>();
  #isClosing = false;

  constructor(workers: readonly WorkerHandle[], events: CrewEvents) {
    this.#workers = workers;
    this.#events = events;
    // Whoever waits for neither any more has been told by the other.
    this.#allRan.promise.catch(() => {});
    this.#allFound.promise.catch(() => {});
    for (const [index, worker] of workers.entries()) {
      worker.listen(
        (message) => this.#take(index, message),
        (why) => {
          if (!this.#isClosing) this.#fail(`process ${index} of the load ${why}`);
        },
      );
    }
  }

  /** Resolves when the scenario is over in all processes; rejects when it failed in one. */
  run(order: Omit<Order, 'share'>): Promise<void> {
    const of = this.#workers.length;
    for (const [index, worker] of this.#workers.entries()) {
      worker.send({ type: 'start', order: { ...order, share: { index, of } } });
    }
    return this.#allRan.promise;
  }

  /** Tells all to end soon; `run` resolves when they have. */
  stop(): void {
    for (const worker of this.#workers) worker.send({ type: 'stop' });
  }

  /** After `run`: what each process found. */
  collect(): Promise<Findings[]> {
    for (const worker of this.#workers) worker.send({ type: 'collect' });
    return this.#allFound.promise;
  }

  /** Ends all connections and processes. */
  async close(withinMs = 3000): Promise<void> {
    this.#isClosing = true;
    for (const worker of this.#workers) worker.send({ type: 'close' });
    const still = new Set(this.#workers);
    const timer = setTimeout(() => {
      for (const worker of still) worker.kill();
    }, withinMs);
    await Promise.all(
      this.#workers.map(async (worker) => {
        await worker.gone;
        still.delete(worker);
      }),
    );
    clearTimeout(timer);
  }

  #take(index: number, message: FromWorker): void {
    if (message.type === 'sample') {
      this.#events.sample(message.sample, index, message.cpuSeconds);
    } else if (message.type === 'progress') {
      this.#progress(index, message.label, message.fraction);
    } else if (message.type === 'sync') {
      this.#arrived(index, message.name, message.value);
    } else if (message.type === 'ran') {
      this.#ran.add(index);
      if (this.#ran.size === this.#workers.length) this.#allRan.resolve();
    } else if (message.type === 'findings') {
      this.#findings.set(index, message.findings);
      if (this.#findings.size === this.#workers.length) {
        this.#allFound.resolve([...this.#findings.values()]);
      }
    } else {
      this.#fail(message.message);
    }
  }

  /** What the first process says that it does, they all do; how far it is, the slowest tells. */
  #progress(index: number, label: string, fraction: number | undefined): void {
    if (fraction === undefined) this.#fractions.delete(index);
    else this.#fractions.set(index, fraction);
    if (index > 0) return;
    const least = fraction === undefined ? undefined : Math.min(...this.#fractions.values());
    this.#events.progress(label, least);
  }

  #arrived(index: number, name: string, value: Json | undefined): void {
    const values = this.#syncs.get(name) ?? new Map<number, Json | undefined>();
    this.#syncs.set(name, values);
    values.set(index, value);
    if (values.size < this.#workers.length) return;
    this.#syncs.delete(name);
    const inOrder = this.#workers.map((_worker, at) => values.get(at));
    this.#events.sync(name, inOrder).then(
      (word) => {
        for (const worker of this.#workers) worker.send({ type: 'go', name, value: word });
      },
      (error) => this.#fail(error instanceof Error ? error.message : String(error)),
    );
  }

  #fail(message: string): void {
    const error = new Error(message);
    this.#allRan.reject(error);
    this.#allFound.reject(error);
    this.stop();
  }
}
