import type { RawDevice } from '../device/raw-device.ts';
import { inParallel } from '../engine/in-parallel.ts';
import { nowMs } from '../engine/now.ts';
import { Schedule } from '../engine/schedule.ts';
import type { Adapter, PeerServer } from './adapter.ts';
import { Deliveries } from './deliveries.ts';
import { FlatOut } from './flat-out.ts';
import { costOf } from './process-cost.ts';
import { sleepUnless } from './sleep-unless.ts';
import { roundedDue, stampedText } from './stamped-text.ts';

/** What is published at a rate that every server keeps up with. */
export interface PacedFigures {
  p50Ms: number;
  p99Ms: number;
  /** Of what was published × subscribers, what arrived: 1 is all. */
  deliveredShare: number;
  cpuSecondsPerMillion: number;
}

/** What goes when the next text is published as soon as there is room for it. */
export interface FlatOutFigures {
  messagesPerSecond: number;
  framesPerSecond: number;
  /** Of the server's processor time, for a million texts × subscribers. */
  cpuSecondsPerMillion: number;
  /** Cores that the server took. */
  cpu: number;
}

export interface FanOutOptions {
  subscribers: number;
  /** Of a text. */
  bytes: number;
  core: number | undefined;
  /** Ends every wait; what was being measured then is worth nothing. */
  signal: AbortSignal;
}

const handshakesAtOnce = 100;
/** One subscriber of so many is timed; all of them would cost more than what is measured. */
const timedOneOf = 64;
const leastTimed = 8;
/**
 * Buffers fill and code gets compiled before the rate is the lasting one; a spell that is shorter has
 * no longer beginning. s.
 */
const mostWarmUpSeconds = 0.7;
/** The runtime gives back what connecting took. ms. */
const calmMs = 1000;
const quietMs = 400;
const quietWithinMs = 20_000;

interface Parts {
  server: PeerServer;
  devices: readonly RawDevice[];
  deliveries: Deliveries;
  bytes: number;
  signal: AbortSignal;
}

/** One running server with all its subscribers in this process, and the load on it. */
export class FanOut {
  readonly #parts: Parts;
  readonly #flatOut: FlatOut;
  readonly bytesPerConnection: number;
  #number = 0;

  static async open(
    adapter: Adapter,
    { subscribers, bytes, core, signal }: FanOutOptions,
    onDone: (fraction: number) => void,
  ): Promise<FanOut> {
    const server = await adapter.start(core);
    const devices: RawDevice[] = [];
    try {
      const deliveries = new Deliveries();
      const step = Math.max(1, Math.min(timedOneOf, Math.floor(subscribers / leastTimed)));
      const before = costOf(server.pid).residentBytes;
      await inParallel(
        Array.from({ length: subscribers }),
        handshakesAtOnce,
        async (_item, index) => {
          if (signal.aborted) return;
          const sink = deliveries.sink(index % step === 0);
          devices.push(await server.subscribe(index, sink));
        },
        (done) => onDone(done / subscribers),
      );
      await Bun.sleep(calmMs);
      const grown = costOf(server.pid).residentBytes - before;
      return new FanOut({ server, devices, deliveries, bytes, signal }, grown / subscribers);
    } catch (error) {
      for (const device of devices) device.terminate();
      await server.stop();
      throw error;
    }
  }

  private constructor(parts: Parts, bytesPerConnection: number) {
    const { deliveries, devices } = parts;
    this.#parts = parts;
    this.#flatOut = new FlatOut(deliveries, devices.length, () => this.#publish(nowMs()));
    this.bytesPerConnection = bytesPerConnection;
  }

  /** Publications refused, and connections lost. */
  get faults(): number {
    const { server, devices } = this.#parts;
    return server.failures + devices.filter((device) => !device.isOpen).length;
  }

  async paced(perSecond: number, seconds: number): Promise<PacedFigures> {
    const { deliveries, server, devices } = this.#parts;
    const fromMs = nowMs() + warmUpMs(seconds);
    const toMs = fromMs + seconds * 1000;
    deliveries.timeBetween(fromMs, toMs);
    let said = 0;
    const schedule = new Schedule((dueMs) => {
      const due = this.#publish(dueMs);
      if (due >= fromMs && due < toMs) said += 1;
    });
    schedule.run(perSecond);
    await this.#wait(fromMs - nowMs());
    const before = costOf(server.pid).cpuSeconds;
    await this.#wait(toMs - nowMs());
    const cpuSeconds = costOf(server.pid).cpuSeconds - before;
    schedule.stop();
    await this.#quiet();
    const { times, due } = deliveries;
    return {
      p50Ms: times.getValueAtPercentile(50) / 1000,
      p99Ms: times.getValueAtPercentile(99) / 1000,
      deliveredShare: due / (said * devices.length),
      cpuSecondsPerMillion: (cpuSeconds / due) * 1e6,
    };
  }

  /** `depth`: texts under way, of which the oldest must be at all subscribers before the next comes. */
  async flatOut(depth: number, seconds: number): Promise<FlatOutFigures> {
    const { deliveries, server } = this.#parts;
    this.#flatOut.start(depth);
    await this.#wait(warmUpMs(seconds));
    const { messages, frames } = deliveries;
    const before = costOf(server.pid).cpuSeconds;
    const startedMs = performance.now();
    await this.#wait(seconds * 1000);
    const elapsed = (performance.now() - startedMs) / 1000;
    const cpuSeconds = costOf(server.pid).cpuSeconds - before;
    const delivered = deliveries.messages - messages;
    const figures = {
      messagesPerSecond: delivered / elapsed,
      framesPerSecond: (deliveries.frames - frames) / elapsed,
      cpuSecondsPerMillion: (cpuSeconds / delivered) * 1e6,
      cpu: cpuSeconds / elapsed,
    };
    this.#flatOut.stop();
    await this.#quiet();
    return figures;
  }

  async close(): Promise<void> {
    this.#flatOut.stop();
    const { devices, server } = this.#parts;
    for (const device of devices) device.terminate();
    await server.stop();
  }

  /** Gives when it was due, as its text tells. */
  #publish(dueMs: number): number {
    const { server, bytes } = this.#parts;
    const due = roundedDue(dueMs);
    this.#number += 1;
    server.publish(stampedText(this.#number, due, bytes));
    return due;
  }

  /** Until what is under way has arrived, so that it is not counted as the next spell's. */
  async #quiet(): Promise<void> {
    const { deliveries, signal } = this.#parts;
    const deadlineMs = performance.now() + quietWithinMs;
    for (let before = -1; before !== deliveries.messages; ) {
      if (performance.now() > deadlineMs || signal.aborted) return;
      before = deliveries.messages;
      await this.#wait(quietMs);
    }
  }

  #wait(ms: number): Promise<void> {
    return sleepUnless(this.#parts.signal, ms);
  }
}

function warmUpMs(seconds: number): number {
  return 1000 * Math.min(mostWarmUpSeconds, seconds);
}
