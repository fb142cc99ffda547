import type { Clock } from '@eagre/protocol';
import type { SeededRandom } from '@eagre/testkit';
import type { BusMessage, ClusterBus, Subscription } from '../bus.ts';
import { MemoryBus } from '../bus-memory.ts';

export interface LossyFaults {
  /** A message between nodes takes up to so long; those of one publisher keep their order. */
  mostDelayMs: number;
  /** Probability that it is lost, or comes twice. */
  loss: number;
  double: number;
  /** A subscription is in force after up to so long. */
  mostSettleMs: number;
}

export const faultless: Readonly<LossyFaults> = {
  mostDelayMs: 0,
  loss: 0,
  double: 0,
  mostSettleMs: 0,
};

/** Nodes on a bus that is slow, loses, doubles, and listens late; what one says to itself comes at once. */
export class LossyCluster {
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly faults: LossyFaults;
  readonly lines: LossyLine[] = [];

  constructor(clock: Clock, random: SeededRandom, faults: Partial<LossyFaults> = {}) {
    this.clock = clock;
    this.random = random;
    this.faults = { ...faultless, ...faults };
  }

  join(): LossyLine {
    const line = new LossyLine(this);
    this.lines.push(line);
    return line;
  }

  heal(): void {
    Object.assign(this.faults, faultless);
    for (const line of this.lines) line.open();
  }
}

/** The bus as one node has it. */
export class LossyLine implements ClusterBus {
  connected = true;
  readonly #cluster: LossyCluster;
  readonly #local = new MemoryBus();
  readonly #watchers = new Set<(connected: boolean) => void>();
  /** How many subscriptions a subject has, and since when the first is in force. Monotonic, ms. */
  readonly #inForce = new Map<string, { count: number; sinceMs: number }>();
  readonly #arrivals = new Map<string, number>();
  #forcedAtMs = 0;
  #reopened = Promise.withResolvers<void>();

  constructor(cluster: LossyCluster) {
    this.#cluster = cluster;
  }

  get subscriptions(): number {
    return this.#local.subscriptions;
  }

  publish(subject: string, message: BusMessage): void {
    this.#local.publish(subject, message);
    if (!this.connected) return;
    const { random, faults, lines } = this.#cluster;
    for (const to of lines) {
      if (to === this || !to.#hears(subject) || random.chance(faults.loss)) continue;
      to.#arrive(this, subject, message, random.chance(faults.double) ? 2 : 1);
    }
  }

  subscribe(subject: string, handler: (message: BusMessage) => void): Subscription {
    const known = this.#inForce.get(subject) ?? { count: 0, sinceMs: this.#later() };
    known.count += 1;
    this.#inForce.set(subject, known);
    const subscription = this.#local.subscribe(subject, handler);
    let isOver = false;
    return {
      cancel: () => {
        subscription.cancel();
        if (isOver) return;
        isOver = true;
        known.count -= 1;
        if (known.count === 0) this.#inForce.delete(subject);
      },
    };
  }

  async settled(): Promise<void> {
    while (!this.connected) await this.#reopened.promise;
    const { clock } = this.#cluster;
    const waitMs = this.#forcedAtMs - clock.monotonicMs();
    if (waitMs > 0) await new Promise<void>((done) => clock.setTimer(waitMs, done));
  }

  watch(changed: (connected: boolean) => void): Subscription {
    this.#watchers.add(changed);
    return { cancel: () => this.#watchers.delete(changed) };
  }

  cut(): void {
    if (this.connected) this.#set(false);
  }

  open(): void {
    if (this.connected) return;
    for (const known of this.#inForce.values()) known.sinceMs = this.#later();
    this.#set(true);
    this.#reopened.resolve();
    this.#reopened = Promise.withResolvers();
  }

  close(): Promise<void> {
    this.connected = false;
    return this.#local.close();
  }

  #set(connected: boolean): void {
    this.connected = connected;
    for (const changed of [...this.#watchers]) changed(connected);
  }

  /** Evaluated when it is published, as a server does. */
  #hears(subject: string): boolean {
    const known = this.#inForce.get(subject);
    return (
      this.connected && known !== undefined && known.sinceMs <= this.#cluster.clock.monotonicMs()
    );
  }

  #later(): number {
    const { clock, random, faults } = this.#cluster;
    const atMs = clock.monotonicMs() + random.int(faults.mostSettleMs + 1);
    this.#forcedAtMs = Math.max(this.#forcedAtMs, atMs);
    return atMs;
  }

  #arrive(from: LossyLine, subject: string, message: BusMessage, times: number): void {
    const { clock, random, faults, lines } = this.#cluster;
    const way = `${lines.indexOf(from)} ${subject}`;
    const nowMs = clock.monotonicMs();
    const wishedMs = nowMs + random.int(faults.mostDelayMs + 1);
    const atMs = Math.max(wishedMs, this.#arrivals.get(way) ?? 0);
    this.#arrivals.set(way, atMs);
    clock.setTimer(atMs - nowMs, () => {
      for (let i = 0; i < times && this.connected; i += 1) this.#local.publish(subject, message);
    });
  }
}
