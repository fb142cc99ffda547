import type { Clock, UserId } from '@eagre/protocol';
import { appOfKey, type DocumentKey, type UserKey, userKey } from '../../keys.ts';
import type { Limits } from '../../limits.ts';
import { InvalidCommitError } from '../../timeline/check-commit.ts';
import type { StateWrite, Timeline } from '../../timeline/timeline.ts';
import { nodeSumName } from './sum-names.ts';

type CountWrite = Extract<StateWrite, { write: 'count' }>;

export interface CounterCommitsUse {
  readonly timeline: Pick<Timeline, 'commit' | 'counts' | 'shardOf'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly node: string;
  /** A text that no other call gives, of this or any other node or start: `randomUUID`. */
  readonly newId: () => string;
  readonly limits: Pick<Limits, 'batchMaxEntries'>;
  /** Told of sums that the store can never take; they are given up. */
  readonly report: (error: unknown, what: string) => void;
}

/** Sums on their way to the store. They stay together until they are known to be there. */
interface Batch {
  readonly once: { sender: UserKey; clientId: string; at: number };
  readonly writes: readonly CountWrite[];
}

/** What the store has under a key, and what this node has yet to write. */
export interface SumsRead {
  /** By name of the sum. */
  readonly stored: ReadonlyMap<string, number>;
  /** Counted here and not on its way yet, by counter. */
  readonly gathered: ReadonlyMap<string, number>;
  /** False: a commit was under way, or its outcome is unknown; some may be neither stored nor here. */
  readonly isExact: boolean;
}

/**
 * What devices of this node add to the counters of all rooms, stored as sums of the node's own. Sums gather here, and `commit` writes
 * all of them in few commits, one or few for each shard of the store, so that ten thousand rooms with
 * likes cost hardly more than one.
 *
 * Nothing is lost or added twice while the process lives: a batch that failed is tried again as it
 * was, under the same idempotency key, before any other; whether a commit that ended as `unavailable`
 * had effect, the key tells, for a day.
 */
export class CounterCommits {
  /** Tells this run of the node from earlier ones, which may have lost what they counted last. */
  readonly start: number;
  readonly #use: CounterCommitsUse;
  #gathered = new Map<DocumentKey, Map<string, number>>();
  #batches: Batch[] = [];
  #running: Promise<void> | undefined;
  /** Commits begun, by which `stored` sees that one came between. */
  #begun = 0;

  constructor(use: CounterCommitsUse) {
    this.#use = use;
    this.start = Math.floor(use.clock.now());
  }

  /** Something waits for a commit. */
  get isDirty(): boolean {
    return this.#gathered.size > 0 || this.#batches.length > 0;
  }

  /** `sum` is not negative: what a node counted only grows. */
  add(key: DocumentKey, name: string, sum: number): void {
    const sums = this.#gathered.getOrInsertComputed(key, () => new Map());
    sums.set(name, (sums.get(name) ?? 0) + sum);
  }

  /**
   * Writes all that was added before the call. Rejects with the store's error: then the rest waits
   * for the next call. Called every `roomCommitMs`, and once more at the end.
   */
  async commit(): Promise<void> {
    // What runs may have begun before the last additions.
    while (this.#running !== undefined) await this.#running.catch(() => {});
    this.#running = this.#commitAll().finally(() => {
      this.#running = undefined;
    });
    await this.#running;
  }

  /** One read. Rejects with errors of the store. */
  async sums(key: DocumentKey): Promise<SumsRead> {
    const begun = this.#begun;
    const isUnderWay = this.#isUnderWay(key);
    const stored = await this.#use.timeline.counts(key);
    const gathered = new Map(this.#gathered.get(key));
    return { stored, gathered, isExact: !isUnderWay && begun === this.#begun };
  }

  #isUnderWay(key: DocumentKey): boolean {
    return this.#batches.some(({ writes }) => writes.some((write) => write.key === key));
  }

  /** Nothing new is taken while older batches wait: what gathers meanwhile is one sum a name. */
  async #commitAll(): Promise<void> {
    await this.#writeBatches();
    this.#batches = this.#takeBatches();
    await this.#writeBatches();
  }

  /** Side by side: sums are sums in any order, and the store makes few batches of many commits. */
  async #writeBatches(): Promise<void> {
    while (this.#batches.length > 0) {
      this.#begun += 1;
      const batches = this.#batches;
      const written = await Promise.allSettled(batches.map((batch) => this.#write(batch)));
      this.#batches = written.flatMap((one, index) =>
        one.status === 'fulfilled' ? one.value : [batches[index] as Batch],
      );
      const failed = written.find((one) => one.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
    }
  }

  /** What is to be written instead of a batch that the store can not take as a whole. */
  async #write({ once, writes }: Batch): Promise<Batch[]> {
    try {
      await this.#use.timeline.commit({ once, writes, appends: [] });
      return [];
    } catch (error) {
      if (!(error instanceof InvalidCommitError)) throw error;
      if (writes.length === 1) {
        this.#use.report(error, `sum of ${writes[0]?.key}, which is given up`);
        return [];
      }
      const half = writes.length >> 1;
      return [this.#batch(writes.slice(0, half)), this.#batch(writes.slice(half))];
    }
  }

  #takeBatches(): Batch[] {
    const { limits, timeline, node } = this.#use;
    const writes = [...this.#gathered].flatMap(([key, sums]) =>
      Array.from(sums, ([counter, add]): CountWrite => {
        return { write: 'count', key, name: nodeSumName(counter, node), add };
      }),
    );
    this.#gathered = new Map();
    const most = limits.batchMaxEntries;
    const shards = Map.groupBy(writes, ({ key }) => timeline.shardOf(key));
    return [...shards.values()].flatMap((some) =>
      Array.from({ length: Math.ceil(some.length / most) }, (_, i) =>
        this.#batch(some.slice(i * most, (i + 1) * most)),
      ),
    );
  }

  #batch(writes: readonly CountWrite[]): Batch {
    const { clock, newId, node } = this.#use;
    // No user has a `#` in the name, so none can have this key.
    const sender = userKey(appOfKey(writes[0]?.key as never), `#counters ${node}` as UserId);
    return { once: { sender, clientId: newId(), at: clock.now() }, writes };
  }
}
