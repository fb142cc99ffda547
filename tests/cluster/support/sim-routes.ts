import type { Clock } from '@eagre/protocol';
import type { BusMessage } from '@eagre/server/src/bus/bus.ts';
import type { Committed } from '@eagre/server/src/timeline/committed.ts';
import type { SeededRandom } from '@eagre/testkit';
import type { SimBus } from './sim-bus.ts';

/** What may become of messages between nodes. */
export interface RouteFaults {
  mostDelayMs: number;
  /** Probability that a message does not reach one of those it is for. */
  loss: number;
}

export const calmRoutes: Readonly<RouteFaults> = { mostDelayMs: 3, loss: 0 };

/**
 * The servers between the nodes: who reaches whom. In order for each publisher and subject, as NATS
 * does it; at most once; of different publishers in any order.
 */
export class SimRoutes {
  readonly faults: RouteFaults = { ...calmRoutes };
  readonly #clock: Clock;
  readonly #random: SeededRandom;
  readonly #buses = new Map<string, SimBus>();
  readonly #lastArrivalsMs = new Map<string, number>();
  /** Nodes on the far side of a broken route. */
  #apart = new Set<string>();
  /** Of which those are told that they are cut off; the others believe that all is well. */
  #isTold = false;
  lost = 0;
  /** Told of entries that a node publishes, before anybody has them. */
  published: (entries: Committed) => void = () => {};

  constructor(clock: Clock, random: SeededRandom) {
    this.#clock = clock;
    this.#random = random;
  }

  join(bus: SimBus): void {
    this.#buses.set(bus.name, bus);
    if (this.#isTold && this.#apart.has(bus.name)) bus.disconnect();
  }

  leave(bus: SimBus): void {
    if (this.#buses.get(bus.name) === bus) this.#buses.delete(bus.name);
  }

  /** A node that is told has lost its own server; one that is not is on the wrong side of a route. */
  part(names: readonly string[], isTold: boolean): void {
    this.heal();
    this.#apart = new Set(names);
    this.#isTold = isTold;
    if (!isTold) return;
    for (const bus of this.#buses.values()) if (this.#apart.has(bus.name)) bus.disconnect();
  }

  /** All reach each other again; what was lost stays lost. */
  heal(): void {
    this.#apart.clear();
    this.#isTold = false;
    for (const bus of this.#buses.values()) bus.reconnect();
  }

  /** Whoever lost something is told, as of a slow consumer. */
  tellOfLoss(): void {
    for (const bus of this.#buses.values()) bus.tellOfLoss();
  }

  send(from: SimBus, subject: string, message: BusMessage): void {
    if (message.type === 'entries') this.published(message.entries);
    for (const to of this.#buses.values()) {
      if (to !== from && to.takes(subject)) this.#sendTo(from, to, subject, message);
    }
  }

  #sendTo(from: SimBus, to: SimBus, subject: string, message: BusMessage): void {
    const { loss, mostDelayMs } = this.faults;
    const isCut = this.#isCut(from, to);
    if (isCut || (loss > 0 && this.#random.chance(loss))) {
      this.lost += 1;
      return;
    }
    const way = `${from.name}>${to.name} ${subject}`;
    const nowMs = this.#clock.monotonicMs();
    const delayMs = this.#random.next() * mostDelayMs;
    const atMs = Math.max(nowMs + delayMs, this.#lastArrivalsMs.get(way) ?? 0);
    this.#lastArrivalsMs.set(way, atMs);
    // A copy: what travels is bytes, and no node sees what another does to its own.
    const copy = structuredClone(message);
    this.#clock.setTimer(atMs - nowMs, () => to.arrive(subject, copy));
  }

  #isCut(from: SimBus, to: SimBus): boolean {
    if (!from.connected || !to.connected) return true;
    const isApart = this.#apart.has(from.name) !== this.#apart.has(to.name);
    // Nodes without their server have no way to each other either.
    return isApart || (this.#isTold && this.#apart.has(from.name));
  }
}
