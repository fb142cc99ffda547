import type { QueueKey } from '@eagre/server/src/keys.ts';
import { type Limits, limits } from '@eagre/server/src/limits.ts';
import type { Tier } from '@eagre/server/src/room/chat/tiers.ts';
import type { Committed } from '@eagre/server/src/timeline/committed.ts';
import { MemoryStore } from '@eagre/server/src/timeline/memory/memory-store.ts';
import { TimelineError } from '@eagre/server/src/timeline/timeline.ts';
import {
  FakeNetwork,
  type Connection as NetworkConnection,
  type SeededRandom,
} from '@eagre/testkit';
import { SimDevice } from './sim-device.ts';
import { SimNode } from './sim-node.ts';
import { SimRoutes } from './sim-routes.ts';
import { calmStore, type StoreFaults } from './sim-store.ts';
import { Trace } from './trace.ts';
import { WorldClock } from './world-clock.ts';

export interface JournalEntry {
  /** As it was committed; the store may have replaced it since. */
  readonly text: string;
  /** Simulated time. */
  readonly atMs: number;
}

export interface WorldOptions {
  readonly nodes: readonly string[];
  readonly limits?: Partial<Limits>;
  /** Keeps every line of the trace. */
  readonly keepsTrace?: boolean;
}

/** Everything comes sooner than in life, so that short worlds see it. */
const simLimits: Partial<Limits> = {
  // Of this process, which the world has nothing to do with.
  overloadMemoryBytes: Number.MAX_SAFE_INTEGER,
  heartbeatMs: 4000,
  heartbeatTimeoutMs: 9000,
  readModeRows: 3,
  writeModeQuietMs: 6000,
  modeSweepMs: 2000,
  roomGraceMs: 2000,
  roomIdleMs: 5000,
  roomRefreshMs: 4000,
  feedHoleEntries: 4,
  feedHeldEntries: 6,
};

const tiers: readonly Tier[] = [
  { fromDevices: 0, windowMs: 0, flushItems: 0, displayPerSecond: 50 },
  { fromDevices: 4, windowMs: 200, flushItems: 5, displayPerSecond: 20 },
];

/** A node that cannot start ends, and its supervisor starts it again after this. ms. */
const restartMs = 300;

/** Nodes, their store and bus, and devices: in one process, under one clock and one seed. */
export class ClusterWorld {
  readonly clock = new WorldClock();
  readonly random: SeededRandom;
  readonly trace: Trace;
  readonly store: MemoryStore;
  readonly storeFaults: StoreFaults = { ...calmStore };
  readonly routes: SimRoutes;
  readonly network: FakeNetwork;
  readonly names: readonly string[];
  /** Those that run or stand still. */
  readonly nodes = new Map<string, SimNode>();
  /** Those that crashed. */
  readonly dead: SimNode[] = [];
  readonly devices: SimDevice[] = [];
  /** What nodes reported and nobody asked for. */
  readonly reported: string[] = [];
  /** All that was ever committed, by queue; also what was trimmed since. */
  readonly journal = new Map<QueueKey, JournalEntry[]>();
  /** Devices that connect to one node only, while it runs. */
  readonly pinned = new Map<string, string>();
  readonly faults: string[] = [];
  readonly #limits: Limits;
  #ids = 0;
  #isClosed = false;

  constructor(random: SeededRandom, options: WorldOptions) {
    const { clock } = this;
    this.random = random;
    this.names = options.nodes;
    this.#limits = { ...limits, ...simLimits, ...options.limits };
    this.trace = new Trace(() => clock.monotonicMs(), options.keepsTrace);
    this.store = new MemoryStore(clock.now());
    this.routes = new SimRoutes(clock, random.fork());
    this.routes.published = (entries) => this.#isStored(entries);
    this.network = new FakeNetwork({
      clock,
      random: random.fork(),
      faults: { delayMs: 2, jitterMs: 6 },
    });
  }

  get nowMs(): number {
    return this.clock.monotonicMs();
  }

  get running(): SimNode[] {
    return [...this.nodes.values()].filter(({ process }) => process.isRunning);
  }

  anyNode(): SimNode | undefined {
    const { running } = this;
    return running.length === 0 ? undefined : this.random.pick(running);
  }

  /** Starts a node, again and again until the store lets it. */
  async start(name: string): Promise<void> {
    const { clock, random, store, storeFaults, routes } = this;
    for (;;) {
      try {
        const node = await SimNode.start({
          ...{ name, clock, random: random.fork(), store, storeFaults, routes, tiers },
          limits: this.#limits,
          newId: () => `id${++this.#ids}`,
          stored: (all) => this.#stored(all),
          report: (error, what) => this.#report(error, what),
        });
        this.nodes.set(name, node);
        this.trace.act(`${name} runs`);
        return;
      } catch (error) {
        if (this.#isClosed || !(error instanceof TimelineError)) throw error;
        await new Promise<void>((done) => void clock.setTimer(restartMs, done));
      }
    }
  }

  crash(name: string, isNoticed: boolean): void {
    this.trace.act(`${name} crashes${isNoticed ? '' : ', unnoticed'}`);
    const node = this.nodes.get(name);
    if (node === undefined) return;
    node.crash(isNoticed);
    this.dead.push(node);
    this.nodes.delete(name);
  }

  /** A clean stop. Devices are told to go over `drainMs`. */
  async stop(name: string, drainMs: number): Promise<void> {
    const node = this.nodes.get(name);
    if (node === undefined) return;
    this.nodes.delete(name);
    this.trace.act(`${name} stops`);
    await node.stop(drainMs);
    if (node.process.isGone) return;
    this.trace.act(`${name} has stopped`);
    this.#expectNothing(`${name} left behind`, node.left());
    node.process.kill();
  }

  /** All devices have been gone for a while: no node keeps anything for them. */
  expectIdle(): void {
    for (const [name, node] of this.nodes) this.#expectNothing(`${name} keeps`, node.kept());
  }

  device(user: string, device: string): SimDevice {
    const { clock, network, random } = this;
    const made = new SimDevice({
      ...{ user, device, clock, network },
      random: random.fork(),
      note: (text) => this.trace.note(text),
      reach: (line, name) => this.#reach(line, name),
    });
    this.devices.push(made);
    return made;
  }

  /** Lets time pass until a promise is settled, at most a minute. */
  async during<T>(promise: Promise<T>): Promise<T> {
    let isDone = false;
    const done = () => {
      isDone = true;
    };
    promise.then(done, done);
    for (let ms = 0; !isDone; ms += 5) {
      if (ms > 60_000) throw new Error('nothing came of it within a minute');
      await this.clock.advance(5);
    }
    return promise;
  }

  close(): void {
    this.#isClosed = true;
  }

  /** What the front does: any node that is there, seldom one that stands still. */
  #reach(line: NetworkConnection, device: string): boolean {
    const all = [...this.nodes.values()];
    const from = this.random.chance(0.9) ? this.running : all;
    if (from.length === 0) return false;
    const node = this.nodes.get(this.pinned.get(device) ?? '') ?? this.random.pick(from);
    this.trace.note(`${device} > ${node.name}`);
    node.connect(line);
    return true;
  }

  #expectNothing(what: string, counts: Record<string, number>): void {
    const left = Object.entries(counts).filter(([, count]) => count !== 0);
    if (left.length > 0) this.faults.push(`${what} ${JSON.stringify(left)}`);
  }

  #stored(all: readonly Committed[]): void {
    for (const { queue, first, entries } of all) {
      this.trace.note(`stored ${queue} ${first}+${entries.length}`);
      const known = this.journal.get(queue) ?? [];
      if (first !== known.length + 1) this.faults.push(`${queue}: ${first} after ${known.length}`);
      known.push(...entries.map((text) => ({ text, atMs: this.nowMs })));
      this.journal.set(queue, known);
    }
  }

  /** Nothing is published before the commit (invariant 6). */
  #isStored({ queue, epoch, first, entries }: Committed): void {
    const { head, epoch: stored } = this.store.head(queue);
    if (stored === epoch && head >= first + entries.length - 1) return;
    this.faults.push(`${queue} ${first}+${entries.length} was published, the head is ${head}`);
  }

  #report(error: unknown, what: string): void {
    const cause = error instanceof Error ? `${error.name} ${error.message}` : String(error);
    this.trace.note(`reported ${what}: ${cause}`);
    if (error instanceof TimelineError && error.code !== 'full') return;
    this.reported.push(`${what}: ${cause}${error instanceof Error ? `\n${error.stack}` : ''}`);
  }
}
