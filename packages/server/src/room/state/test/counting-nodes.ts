import { expect } from 'bun:test';
import type { SeededRandom } from '@eagre/testkit';
import type { RoomSums } from '../../../bus/bus.ts';
import { documentKey } from '../../../keys.ts';
import type { Counters } from '../counters.ts';
import { readSumName } from '../sum-names.ts';
import { type Fault, room, Station, totalsOf } from './station.ts';

interface Device {
  name: string;
  node: string;
  seq: number;
  /** Sent and perhaps counted, but the answer did not come. */
  unanswered: { seq: number; counts: Record<string, number> } | undefined;
}

interface Node {
  name: string;
  use: ReturnType<Station['counting']>;
  counters: Counters;
  isAlive: boolean;
}

interface Letter {
  from: string;
  to: string;
  sums: RoomSums;
}

type Sums = Record<string, number>;

const key = documentKey(room, 'counters');

/** Nodes that count in one room, over a store that fails and a bus that loses, doubles, delays and reorders. */
export class CountingNodes {
  readonly names = ['n1', 'n2', 'n3'];
  readonly #random: SeededRandom;
  readonly #station = new Station();
  readonly #isFaulty: boolean;
  readonly #nodes = new Map<string, Node>();
  readonly #devices: Device[];
  /** On the way. */
  #letters: Letter[] = [];
  /** What devices meant, and what any node ever acknowledged. */
  readonly #meant: Sums = {};
  readonly #acknowledged: Sums = {};
  /** Backends added, or may have. */
  readonly #least: Sums = {};

  private constructor(random: SeededRandom, isFaulty: boolean) {
    this.#random = random;
    this.#isFaulty = isFaulty;
    this.#devices = Array.from({ length: 6 }, (_, i) => {
      return { name: `u${i}/d`, node: random.pick(this.names), seq: 0, unanswered: undefined };
    });
    if (isFaulty)
      this.#station.fault = () => random.pick<Fault>([undefined, undefined, 'lost', 'refused']);
  }

  static async start(random: SeededRandom, { isFaulty = true } = {}): Promise<CountingNodes> {
    const nodes = new CountingNodes(random, isFaulty);
    for (const name of nodes.names) await nodes.#open(name);
    return nodes;
  }

  async step({ crashes }: { crashes: boolean }): Promise<void> {
    const random = this.#random;
    const node = this.#nodes.get(random.pick(this.names)) as Node;
    await this.pass(random.int(1000));
    switch (random.int(12)) {
      case 0:
        return node.use.commits.commit().catch(() => {});
      case 1:
        void node.use.commits.commit().catch(() => {});
        return;
      case 2:
        if (crashes) this.lose(node.name);
        else await this.#stop(node);
        await this.#open(node.name);
        return;
      case 3:
        return node.counters.check();
      case 4:
        // The room is let go and opened again within the node.
        node.counters = await this.#station.openCounters(node.use);
        return;
      case 5:
        this.#tell(node, node.counters.teller.takeRepeat());
        return;
      case 6:
        this.#tell(node, node.counters.teller.takeNews());
        return;
      case 7:
        return this.#add(node);
      default:
        this.tap();
        this.#arrive();
    }
  }

  /** A device's taps are meant once; it sends again, with the same seq, what was not answered. */
  tap(): void {
    const random = this.#random;
    const device = random.pick(this.#devices);
    if (device.unanswered === undefined) {
      device.seq += 1 + random.int(3);
      const counts = { [random.pick(['like', 'wow'])]: 1 + random.int(5) };
      addTo(this.#meant, counts);
      device.unanswered = { seq: device.seq, counts };
    }
    this.#send(device);
    if (!this.#isFaulty || random.chance(0.6)) device.unanswered = undefined;
  }

  /** From one moment to the next, with what it has not stored. */
  lose(name: string): void {
    (this.#nodes.get(name) as Node).isAlive = false;
    this.#nodes.delete(name);
  }

  pass(ms: number): Promise<void> {
    return this.#station.clock.advance(ms);
  }

  tell(): void {
    for (const node of this.#nodes.values()) this.#tell(node, node.counters.teller.takeNews());
  }

  async commit(): Promise<void> {
    for (const { use } of this.#nodes.values()) await use.commits.commit();
  }

  async check(): Promise<void> {
    for (const { counters } of this.#nodes.values()) await counters.check();
  }

  /** No faults any more: all that waits is stored, and each node tells once more and compares. */
  async heal(): Promise<void> {
    for (const device of this.#devices) {
      if (device.unanswered !== undefined && this.#nodes.has(device.node)) this.#send(device);
    }
    this.#station.fault = () => undefined;
    await this.commit();
    for (const node of this.#nodes.values()) {
      const sums = node.counters.teller.all();
      for (const to of this.names) {
        this.#deliver({ from: node.name, to, sums });
      }
    }
    await this.check();
  }

  async stored(): Promise<Sums> {
    return totalsOf(await this.#station.store.counts(key));
  }

  /** With what backends added, which the store alone knows. */
  meant(): Sums {
    return { ...this.#least, ...this.#meant };
  }

  async expectAgreed(): Promise<void> {
    const stored = await this.stored();
    for (const { name, counters } of this.#nodes.values()) {
      const totals = counters.totals();
      expect({ name, ...totals }).toEqual({ name, ...this.#undone(totals, stored), ...stored });
    }
  }

  /**
   * Counters that only taps which a crash took had made: who was told of them goes on to know them,
   * at 0, and nobody else has ever heard of them.
   */
  #undone(totals: Sums, stored: Sums): Sums {
    const names = Object.keys(totals).filter((name) => stored[name] === undefined);
    return Object.fromEntries(
      names.filter((name) => name in this.#acknowledged).map((n) => [n, 0]),
    );
  }

  /** Of what devices counted: what backends add may be unread for a while. */
  async expectWithin(): Promise<void> {
    const stored: Sums = {};
    for (const [name, sum] of await this.#station.store.counts(key)) {
      const { counter, node } = readSumName(name);
      if (node !== undefined) stored[counter] = (stored[counter] ?? 0) + sum;
    }
    for (const { name, counters } of this.#nodes.values()) {
      for (const counter of ['like', 'wow']) {
        const total = counters.totals()[counter] ?? 0;
        const most = this.#acknowledged[counter] ?? 0;
        if (total > most)
          throw new Error(`${counter} is ${total} on ${name}, ${most} were counted`);
      }
      // After a read nothing that is stored is missing.
      if (!this.#random.chance(0.1)) continue;
      await counters.check();
      for (const [counter, sum] of Object.entries(stored)) {
        const total = counters.totals()[counter] ?? 0;
        if (total < sum) throw new Error(`${counter} is ${total} on ${name}, ${sum} are stored`);
      }
    }
  }

  expectSame(): void {
    for (const { name, counters } of this.#nodes.values()) {
      expect({ name, ...counters.totals() }).toEqual({ name, ...this.#meant });
    }
  }

  #send({ name, node, unanswered }: Device): void {
    const counters = this.#nodes.get(node)?.counters;
    if (counters === undefined || unanswered === undefined) return;
    const isNew = counters.tap(name, unanswered.seq, unanswered.counts);
    if (isNew) addTo(this.#acknowledged, unanswered.counts);
  }

  async #add({ counters }: Node): Promise<void> {
    const before = (await this.stored())['gift'] ?? 0;
    await counters.add({ gift: this.#random.int(9) - 4 }).catch(() => {});
    const after = (await this.stored())['gift'];
    if (after === undefined) return;
    this.#least['gift'] = (this.#least['gift'] ?? 0) + after - before;
  }

  #tell({ name }: Node, sums: RoomSums | undefined): void {
    if (sums === undefined) return;
    for (const to of this.names) {
      if (to === name) continue;
      if (!this.#isFaulty) this.#deliver({ from: name, to, sums });
      else if (!this.#random.chance(0.3)) this.#letters.push({ from: name, to, sums });
    }
  }

  /** Some of what is on the way, in whatever order, and some of it again later. */
  #arrive(): void {
    const staying: Letter[] = [];
    for (const letter of this.#letters.toSorted(() => this.#random.int(3) - 1)) {
      if (this.#random.chance(0.6)) this.#deliver(letter);
      if (this.#random.chance(0.4)) staying.push(letter);
    }
    this.#letters = staying;
  }

  #deliver({ from, to, sums }: Letter): void {
    this.#nodes.get(to)?.counters.take(from, sums);
  }

  async #open(name: string): Promise<void> {
    // No two starts of a node in one ms.
    await this.pass(1);
    const node: Node = { name, isAlive: true } as Node;
    node.use = this.#station.counting(name, () => node.isAlive);
    await node.use.taps.load();
    node.counters = await this.#station.openCounters(node.use);
    this.#nodes.set(name, node);
  }

  /** A clean stop: the store is back by the time the node gives up. */
  async #stop({ use }: Node): Promise<void> {
    const { fault } = this.#station;
    await use.commits.commit().catch(() => {});
    this.#station.fault = () => undefined;
    await use.commits.commit();
    await use.taps.save();
    this.#station.fault = fault;
  }
}

function addTo(sums: Sums, more: Sums): void {
  for (const [name, sum] of Object.entries(more)) sums[name] = (sums[name] ?? 0) + sum;
}
