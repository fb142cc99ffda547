import { meterFleet } from '../engine/metering.ts';
import type { Scenario } from '../engine/scenario.ts';
import { collectFindings } from '../verdict/collect.ts';
import { watchLoop } from './loop-watch.ts';
import type { FromWorker, Order, ToWorker } from './messages.ts';
import { WorkerLoad } from './worker-load.ts';

/** Between two samples. ms. */
const sampleEveryMs = 1000;

/**
 * One process's part of a run, wherever it lives: takes the controller's messages, runs the scenario
 * for its share, and tells what it measures and finds. It never throws; what goes wrong is a message.
 */
export class Worker {
  readonly #send: (message: FromWorker) => void;
  readonly #scenarioNamed: (name: string) => Scenario;
  #load: WorkerLoad | undefined;
  #ends: (() => void)[] = [];

  constructor(send: (message: FromWorker) => void, scenarioNamed: (name: string) => Scenario) {
    this.#send = send;
    this.#scenarioNamed = scenarioNamed;
  }

  take(message: ToWorker): void {
    const load = this.#load;
    if (message.type === 'start') void this.#run(message.order);
    else if (load === undefined) return;
    else if (message.type === 'go') load.go(message.name, message.value);
    else if (message.type === 'stop') load.stop();
    else if (message.type === 'collect') this.#guarded(() => this.#collect(load));
    else this.close();
  }

  /** Ends all connections; nothing is measured any more. */
  close(): void {
    for (const end of this.#ends) end();
    this.#ends = [];
    const fleet = this.#load?.fleet;
    if (fleet === undefined) return;
    fleet.closing = true;
    for (const device of fleet.devices) device.terminate();
  }

  async #run(order: Order): Promise<void> {
    try {
      const scenario = this.#scenarioNamed(order.scenario);
      const load = new WorkerLoad(order, this.#send);
      this.#load = load;
      meterFleet(load.fleet, load.meter);
      const timer = setInterval(() => this.#sample(load), sampleEveryMs);
      this.#ends.push(() => clearInterval(timer), watchLoop(load.meter));
      await scenario.run(load, order.stage);
      this.#sample(load);
      this.#send({ type: 'ran' });
    } catch (error) {
      this.#fail(error);
    }
  }

  #sample({ meter }: WorkerLoad): void {
    const { user, system } = process.cpuUsage();
    this.#send({ type: 'sample', sample: meter.take(), cpuSeconds: (user + system) / 1e6 });
  }

  #collect(load: WorkerLoad): void {
    this.#send({ type: 'findings', findings: collectFindings(load.fleet, load.books) });
  }

  #guarded(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#send({ type: 'failed', message });
  }
}
