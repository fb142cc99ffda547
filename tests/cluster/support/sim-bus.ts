import type { Clock, Timer } from '@eagre/protocol';
import type { BusMessage, ClusterBus, Subscription } from '@eagre/server/src/bus/bus.ts';
import { MemoryBus } from '@eagre/server/src/bus/bus-memory.ts';
import type { SeededRandom } from '@eagre/testkit';
import type { Process } from './process.ts';
import type { SimRoutes } from './sim-routes.ts';

type Handler = (message: BusMessage) => void;

/** How the node takes part in a subject. */
interface Interest {
  handlers: number;
  /** Others' messages arrive. */
  inForce: boolean;
  timer: Timer | undefined;
}

export interface SimBusOptions {
  readonly name: string;
  readonly clock: Clock;
  readonly process: Process;
  readonly random: SeededRandom;
  readonly routes: SimRoutes;
  readonly report: (error: unknown, subject: string) => void;
}

/** The longest that a subscription takes to be in force. ms. */
const subscribeMs = 100;

/** One node's way to the others; `SimRoutes` says what becomes of messages on it. */
export class SimBus implements ClusterBus {
  readonly name: string;
  readonly #options: SimBusOptions;
  readonly #local: MemoryBus;
  readonly #interests = new Map<string, Interest>();
  readonly #watchers = new Set<(connected: boolean) => void>();
  #waitingForSettled: { of: Set<Interest>; done: () => void }[] = [];
  #connected = true;
  #closed = false;

  constructor(options: SimBusOptions) {
    this.name = options.name;
    this.#options = options;
    this.#local = new MemoryBus({ report: options.report });
    options.routes.join(this);
  }

  get connected(): boolean {
    return this.#connected;
  }

  /** Subscriptions that stand, and whoever watches. */
  get subscriptions(): number {
    return this.#local.subscriptions + this.#watchers.size;
  }

  /** Subscriptions to queues of users and conversations, which follow the devices. */
  get queues(): number {
    return [...this.#interests.keys()].filter((subject) => /\/\w+:/.test(subject)).length;
  }

  publish(subject: string, message: BusMessage): void {
    if (this.#closed || this.#options.process.isGone) return;
    // First to the others: what handlers publish in their turn comes after it everywhere.
    this.#options.routes.send(this, subject, message);
    this.#local.publish(subject, message);
  }

  subscribe(subject: string, handler: Handler): Subscription {
    if (this.#closed) return { cancel: () => {} };
    const inner = this.#local.subscribe(subject, handler);
    const interest = this.#interests.get(subject) ?? this.#open(subject);
    interest.handlers += 1;
    let isCancelled = false;
    return {
      cancel: () => {
        if (isCancelled) return;
        isCancelled = true;
        inner.cancel();
        this.#leave(subject, interest);
      },
    };
  }

  settled(): Promise<void> {
    return new Promise((resolve) => {
      const { clock, process } = this.#options;
      const done = () => process.reach(resolve);
      // Also with nothing to wait for it is a way there and back.
      const of = new Set([...this.#interests.values()].filter(({ inForce }) => !inForce));
      clock.setTimer(1, () => {
        this.#waitingForSettled.push({ of, done });
        this.#settle();
      });
    });
  }

  watch(changed: (connected: boolean) => void): Subscription {
    this.#watchers.add(changed);
    return { cancel: () => this.#watchers.delete(changed) };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#options.routes.leave(this);
    for (const { timer } of this.#interests.values()) timer?.cancel();
    this.#interests.clear();
    this.#watchers.clear();
    for (const { done } of this.#waitingForSettled.splice(0)) done();
    await this.#local.close();
  }

  /** Whether what another node publishes now is for this one. */
  takes(subject: string): boolean {
    return this.#connected && this.#interests.get(subject)?.inForce === true;
  }

  /** A message of another node is there. */
  arrive(subject: string, message: BusMessage): void {
    this.#options.process.reach(() => {
      if (!this.#closed && this.#connected) this.#local.publish(subject, message);
    });
  }

  /** The way to the others was lost, and the node knows. */
  disconnect(): void {
    if (!this.#connected) return;
    this.#connected = false;
    for (const interest of this.#interests.values()) this.#withdraw(interest);
    this.#tell(false);
  }

  /** The way is open again, and all subscriptions are in force. */
  reconnect(): void {
    if (this.#connected || this.#closed) return;
    this.#connected = true;
    for (const interest of this.#interests.values()) interest.inForce = true;
    this.#tell(true);
    this.#settle();
  }

  /** Messages were dropped on the way, and the node knows. */
  tellOfLoss(): void {
    if (!this.#connected) return;
    this.#tell(false);
    this.#tell(true);
  }

  #tell(connected: boolean): void {
    for (const changed of [...this.#watchers]) {
      this.#options.process.reach(() => changed(connected));
    }
  }

  #open(subject: string): Interest {
    const interest: Interest = { handlers: 0, inForce: false, timer: undefined };
    this.#interests.set(subject, interest);
    if (this.#connected) this.#enforceSoon(interest);
    return interest;
  }

  #enforceSoon(interest: Interest): void {
    const { process, random } = this.#options;
    interest.timer = process.setTimer(random.next() * subscribeMs, () => {
      interest.timer = undefined;
      interest.inForce = this.#connected;
      this.#settle();
    });
  }

  #leave(subject: string, interest: Interest): void {
    interest.handlers -= 1;
    if (interest.handlers > 0) return;
    this.#withdraw(interest);
    if (this.#interests.get(subject) === interest) this.#interests.delete(subject);
    this.#settle();
  }

  #withdraw(interest: Interest): void {
    interest.timer?.cancel();
    interest.timer = undefined;
    interest.inForce = false;
  }

  #settle(): void {
    if (!this.#connected) return;
    const isOpen = (interest: Interest) => interest.handlers > 0 && !interest.inForce;
    this.#waitingForSettled = this.#waitingForSettled.filter(({ of, done }) => {
      if ([...of].some(isOpen)) return true;
      done();
      return false;
    });
  }
}
