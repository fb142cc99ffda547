import type { Clock } from '@eagre/protocol';
import type { QueueKey } from '../../keys.ts';
import { GatheredReads } from '../gathered-reads.ts';
import { type Placed, type Range, type RangeRequest, TimelineError } from '../timeline.ts';
import { bucketOf, targetOf } from './buckets.ts';
import type { MapGate } from './map-gate.ts';
import { OutboxClearing } from './outbox-clearing.ts';
import { commitOfOrder } from './outbox-entry.ts';
import { OutboxLane, type OutboxRead } from './outbox-lane.ts';
import type { Shard } from './shard.ts';
import type { ShardedLimits } from './sharded-limits.ts';
import { bucketsOf } from './split-commit.ts';

export interface OutboxesOptions {
  gate: MapGate;
  shards: ReadonlyMap<string, Shard>;
  clock: Clock;
  limits: Pick<
    ShardedLimits,
    'outboxWaitMs' | 'outboxLanes' | 'outboxOrders' | 'outboxOrderBytes' | 'outboxClearMs'
  >;
  report: (error: unknown, what: string) => void;
}

/** Ranges of outboxes in one read: they are short. */
const rangesAtOnce = 256;

/** Carries out what outboxes hold, one lane for each that has something. */
export class Outboxes {
  readonly #options: OutboxesOptions;
  readonly #lanes = new Map<QueueKey, OutboxLane>();
  readonly #reads = new Map<string, GatheredReads<RangeRequest, Range>>();
  readonly #clearing: OutboxClearing;
  /** Servers that kept a commit waiting for too long, until they carry out an order again. */
  readonly #slow = new Set<string>();
  readonly #lane: ConstructorParameters<typeof OutboxLane>[1];

  constructor(options: OutboxesOptions) {
    this.#options = options;
    const { clock, limits, shards, report } = options;
    for (const { name, timeline } of shards.values()) {
      const read = (requests: readonly RangeRequest[]) => timeline.ranges(requests);
      this.#reads.set(name, new GatheredReads({ read, most: rangesAtOnce, atOnce: 1 }));
    }
    this.#clearing = new OutboxClearing({
      clock,
      everyMs: limits.outboxClearMs,
      homeOf: (outbox) => options.gate.map.serverOf(bucketOf(outbox)),
      clear: async (server, marks) => shards.get(server)?.clear(marks),
      cleared: (outboxes) => this.#forget(outboxes),
    });
    this.#lane = {
      read: (outbox, after) => this.#read(outbox, after),
      carryOut: (outbox, order, version) => this.#carryOut(outbox, order, version),
      done: (outbox, upTo, epoch) => this.#clearing.note({ outbox, upTo, epoch }),
      report,
    };
  }

  has(outbox: QueueKey): boolean {
    return this.#lanes.has(outbox);
  }

  /** Carries out what an outbox holds. False when something failed. */
  empty(outbox: QueueKey): Promise<boolean> {
    const lane = this.#lanes.getOrInsertComputed(outbox, () => new OutboxLane(outbox, this.#lane));
    return lane.run().then((isDone) => {
      // What it knows of its outbox may be why it failed.
      if (!isDone && this.#lanes.get(outbox) === lane) this.#lanes.delete(outbox);
      return isDone;
    });
  }

  /**
   * Begins to carry out the order at this place, which was just committed, and those before it, and
   * waits for it, but not for long: undefined when it is done later, or by another node.
   */
  async deliver(outbox: QueueKey, syncId: number): Promise<Placed | undefined> {
    const { clock, limits } = this.#options;
    if (this.#lanes.size >= limits.outboxLanes && !this.#lanes.has(outbox)) return undefined;
    void this.empty(outbox);
    const server = targetOf(outbox);
    const lane = this.#lanes.get(outbox);
    if (lane === undefined || this.#slow.has(server)) return undefined;
    const { promise, resolve } = Promise.withResolvers<Placed | undefined>();
    const timer = clock.setTimer(limits.outboxWaitMs, () => {
      this.#slow.add(server);
      resolve(undefined);
    });
    void lane.carriedOut(syncId).then(resolve);
    const placed = await promise;
    timer.cancel();
    return placed;
  }

  /** Lets lanes end what they do, and removes what was carried out. */
  async close(): Promise<void> {
    await Promise.all([...this.#lanes.values()].map((lane) => lane.isRunning && lane.run()));
    await this.#clearing.flush();
  }

  /** Removes what was carried out so far now. */
  clear(): Promise<void> {
    return this.#clearing.flush();
  }

  async #read(queue: QueueKey, after: number): Promise<OutboxRead> {
    const { gate, limits } = this.#options;
    const { map } = gate;
    const reads = this.#reads.get(map.serverOf(bucketOf(queue)));
    if (reads === undefined) throw new TimelineError('unavailable', `no server has ${queue}`);
    const range = await reads.one({
      queue,
      after,
      limit: limits.outboxOrders,
      bytes: limits.outboxOrderBytes,
    });
    return { range, version: map.version };
  }

  async #carryOut(
    outbox: QueueKey,
    order: string,
    version: number,
  ): Promise<Placed | 'moved' | undefined> {
    const server = targetOf(outbox);
    const shard = this.#options.shards.get(server);
    if (shard === undefined) throw new TimelineError('unavailable', `no server ${server} is known`);
    const commit = commitOfOrder(outbox, order);
    const result = await this.#options.gate.pass(bucketsOf(commit), async (map) =>
      map.version === version ? shard.timeline.commit(commit) : 'moved',
    );
    if (result === 'moved') return result;
    this.#slow.delete(server);
    return result.outcome === 'conflict' ? undefined : result.placed[0];
  }

  /** Lanes whose outboxes are empty for all that is known. */
  #forget(outboxes: readonly QueueKey[]): void {
    for (const outbox of outboxes) {
      if (this.#lanes.get(outbox)?.isRunning === false) this.#lanes.delete(outbox);
    }
  }
}
