import type { Clock, Random, Timer } from '@eagre/protocol';
import { TimelineError } from '../timeline.ts';
import type { BucketMap } from './bucket-map.ts';
import { MapGate } from './map-gate.ts';
import type { MapStore } from './map-store.ts';
import { ServerTrust } from './server-trust.ts';
import type { Shard } from './shard.ts';
import type { ShardedLimits } from './sharded-limits.ts';

export interface MapKeeperOptions {
  map: BucketMap;
  store: MapStore;
  shards: ReadonlyMap<string, Shard>;
  clock: Clock;
  random: Random;
  limits: ShardedLimits;
  report: (error: unknown, what: string) => void;
}

/** Reads that a moving bucket may spoil before they are given up: a move changes the map few times. */
const readRounds = 8;

/**
 * Keeps a node's map of buckets as it is stored. A newer version is learned by a server that refuses
 * a commit, or by asking the servers every few seconds. What is read is of the owner at that time: no
 * server is read that could not be asked for long, and while buckets move, the stored map is looked at
 * after the read.
 */
export class MapKeeper {
  readonly gate: MapGate;
  readonly #options: MapKeeperOptions;
  readonly #trust: ServerTrust;
  readonly #timer: Timer;
  #renewal: Promise<void> | undefined;
  #retry: Timer | undefined;
  #poll: Timer | undefined;
  #isClosed = false;

  constructor(options: MapKeeperOptions) {
    const { map, clock, limits } = options;
    this.#options = options;
    this.gate = new MapGate({ map, clock, limits, onStale: () => void this.renew() });
    this.#trust = new ServerTrust({
      ...options,
      differs: (version) => version !== this.map.version && this.renew(),
    });
    this.#timer = clock.every(limits.mapCheckMs, () => this.#trust.askAll());
    this.#pollWhileFrozen();
  }

  get map(): BucketMap {
    return this.gate.map;
  }

  /** Runs a read that touches these buckets on these servers, by the map that holds at its end. */
  async read<T>(
    touches: (map: BucketMap) => { servers: readonly string[]; isMoving: boolean },
    work: (map: BucketMap) => Promise<T>,
  ): Promise<T> {
    for (let round = 0; round < readRounds; round += 1) {
      const { map } = this;
      const { servers, isMoving } = touches(map);
      if (!this.#trust.hasAll(servers)) {
        await this.#trust.askFor(servers);
        if (map !== this.map) continue;
      }
      const result = await work(map);
      if (!isMoving) return result;
      const stored = await this.#options.store.read();
      if (stored?.version === map.version) return result;
      await this.renew();
    }
    throw new TimelineError('unavailable', 'what was read is being moved to another server');
  }

  /**
   * Takes the stored map, when all that was begun by the old one has ended, and tells it to servers
   * that have an older one. Never rejects: it is tried again until it is done.
   */
  renew(): Promise<void> {
    this.#renewal ??= this.#renew().finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  close(): void {
    this.#isClosed = true;
    for (const timer of [this.#timer, this.#retry, this.#poll]) timer?.cancel();
    this.gate.close();
  }

  async #renew(): Promise<void> {
    const { store, shards, report } = this.#options;
    await this.gate.shut();
    try {
      const stored = await store.read();
      if (stored === undefined) throw new Error('the map of buckets is gone');
      const map = stored.version > this.map.version ? stored : this.map;
      const told = [...shards.values()].map((shard) => shard.raiseMapVersion(map.version));
      // One that is away is told when it refuses the first commit.
      await Promise.allSettled(told);
      if (!this.#isClosed) this.gate.open(map);
      this.#pollWhileFrozen();
    } catch (error) {
      report(error, 'map of buckets, which is read again');
      this.#renewLater();
    }
  }

  #renewLater(): void {
    if (this.#isClosed) return;
    const { clock, limits } = this.#options;
    this.#retry?.cancel();
    this.#retry = clock.setTimer(limits.mapMovingMs, () => void this.renew());
  }

  #pollWhileFrozen(): void {
    this.#poll?.cancel();
    if (!this.map.hasFrozen || this.#isClosed) return;
    const { clock, limits } = this.#options;
    this.#poll = clock.setTimer(limits.mapMovingMs, () => void this.#lookAtFreeze());
  }

  async #lookAtFreeze(): Promise<void> {
    const { store, report } = this.#options;
    try {
      await this.#endOldFreeze();
      const stored = await store.read();
      if (stored !== undefined && stored.version > this.map.version) await this.renew();
    } catch (error) {
      report(error, 'map of buckets while some are frozen');
    }
    this.#pollWhileFrozen();
  }

  /** Whoever froze the buckets is gone, or too slow: they stay where they are. */
  async #endOldFreeze(): Promise<void> {
    const { clock, store, report, random, limits } = this.#options;
    const { moving } = this.map;
    if (moving === undefined || !this.map.hasFrozen) return;
    // Not all nodes at once.
    const ends = moving.freezeEnds + random.next() * limits.mapMovingMs;
    if (clock.now() < ends || !(await store.replace(this.map.unfrozen()))) return;
    report(new Error(`buckets on their way to ${moving.to} were frozen for too long`), 'move');
  }
}
