import type { FakeClock, SeededRandom } from '@eagre/testkit';
import type { Bus, BusMessage, Subscription } from '../../../bus/bus.ts';

export interface BusFaults {
  /** A message takes up to so long. */
  readonly mostDelayMs: number;
  /** Probability that a message is lost; of those that are about the same thing, never two in a row. */
  readonly loss: number;
  /** Probability that a message comes twice. */
  readonly double: number;
}

interface Handler {
  readonly node: string;
  readonly subject: string;
  readonly call: (message: BusMessage) => void;
}

/** A bus between nodes that delays, loses and doubles; in order for each publisher and subject. */
export class FaultyBus {
  readonly #clock: FakeClock;
  readonly #random: SeededRandom;
  readonly #faults: BusFaults;
  readonly #handlers = new Set<Handler>();
  readonly #arrivals = new Map<string, number>();
  readonly #lastLost = new Set<string>();

  constructor(clock: FakeClock, random: SeededRandom, faults: BusFaults) {
    this.#clock = clock;
    this.#random = random;
    this.#faults = faults;
  }

  get subscriptions(): number {
    return this.#handlers.size;
  }

  /** The bus as one node has it. */
  at(node: string): Bus {
    return {
      publish: (subject, message) => this.#publish(node, subject, message),
      subscribe: (subject, call) => this.#subscribe({ node, subject, call }),
      close: async () => {},
    };
  }

  #subscribe(handler: Handler): Subscription {
    this.#handlers.add(handler);
    return { cancel: () => this.#handlers.delete(handler) };
  }

  #publish(from: string, subject: string, message: BusMessage): void {
    const nodes = new Set([...this.#handlers].map(({ node }) => node));
    for (const to of nodes) this.#send(from, to, subject, message);
  }

  #send(from: string, to: string, subject: string, message: BusMessage): void {
    const way = `${from}>${to} ${subject}`;
    if (from !== to && this.#isLost(`${way} ${'device' in message ? message.device : ''}`)) return;
    const delayMs = from === to ? 0 : this.#random.int(this.#faults.mostDelayMs + 1);
    const nowMs = this.#clock.monotonicMs();
    const atMs = Math.max(nowMs + delayMs, this.#arrivals.get(way) ?? 0);
    this.#arrivals.set(way, atMs);
    const times = this.#random.chance(this.#faults.double) ? 2 : 1;
    this.#clock.setTimer(atMs - nowMs, () => {
      for (let i = 0; i < times; i += 1) this.#deliver(to, subject, message);
    });
  }

  #isLost(what: string): boolean {
    if (this.#lastLost.delete(what) || !this.#random.chance(this.#faults.loss)) return false;
    this.#lastLost.add(what);
    return true;
  }

  #deliver(to: string, subject: string, message: BusMessage): void {
    for (const handler of [...this.#handlers]) {
      if (handler.node === to && handler.subject === subject) handler.call(message);
    }
  }
}
