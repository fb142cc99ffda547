import type { Clock, UserId } from '@eagre/protocol';
import { appOfKey, type DocumentKey, type UserKey, userKey } from '../../keys.ts';
import type { Limits } from '../../limits.ts';
import { InvalidCommitError } from '../../timeline/check-commit.ts';
import type { StateWrite, Timeline } from '../../timeline/timeline.ts';

type CountWrite = Extract<StateWrite, { write: 'count' }>;

export interface CounterCommitsUse {
  readonly timeline: Pick<Timeline, 'commit' | 'counts'>;
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

/**
 * What the counters of all rooms of a node add to the store. Sums gather here, and `commit` writes
 * all of them in few commits, so that ten thousand rooms with likes cost hardly more than one.
 *
 * Nothing is lost or added twice while the process lives: a batch that failed is tried again as it
 * was, under the same idempotency key, before any other; whether a commit that ended as `unavailable`
 * had effect, the key tells, for a day.
 */
export class CounterCommits {
  readonly #use: CounterCommitsUse;
  #gathered = new Map<DocumentKey, Map<string, number>>();
  #batches: Batch[] = [];
  #running: Promise<void> | undefined;
  /** Commits begun, by which `stored` sees that one came between. */
  #begun = 0;

  constructor(use: CounterCommitsUse) {
    this.#use = use;
  }

  /** Something waits for a commit. */
  get isDirty(): boolean {
    return this.#gathered.size > 0 || this.#batches.length > 0;
  }

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

  /**
   * Sums of a key: what is stored, and what this node has yet to write. `isExact` is false when a
   * commit of the key's sums was under way or its outcome is unknown: it may be in both.
   */
  async sums(key: DocumentKey): Promise<{ sums: Map<string, number>; isExact: boolean }> {
    const begun = this.#begun;
    const isUnderWay = this.#writesOf(key).length > 0;
    const sums = new Map(await this.#use.timeline.counts(key));
    const waiting = this.#writesOf(key).map(({ name, add }) => [name, add] as const);
    for (const [name, add] of [...waiting, ...(this.#gathered.get(key) ?? [])]) {
      sums.set(name, (sums.get(name) ?? 0) + add);
    }
    return { sums, isExact: !isUnderWay && begun === this.#begun };
  }

  #writesOf(key: DocumentKey): CountWrite[] {
    return this.#batches.flatMap(({ writes }) => writes.filter((write) => write.key === key));
  }

  /** Nothing new is taken while older batches wait: what gathers meanwhile is one sum a name. */
  async #commitAll(): Promise<void> {
    await this.#writeBatches();
    this.#batches = this.#takeBatches();
    await this.#writeBatches();
  }

  async #writeBatches(): Promise<void> {
    for (let batch = this.#batches[0]; batch !== undefined; batch = this.#batches[0]) {
      this.#begun += 1;
      const rest = await this.#write(batch);
      this.#batches.splice(0, 1, ...rest);
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
    const writes = [...this.#gathered].flatMap(([key, sums]) =>
      Array.from(sums, ([name, add]): CountWrite => ({ write: 'count', key, name, add })),
    );
    this.#gathered = new Map();
    const most = this.#use.limits.batchMaxEntries;
    return Array.from({ length: Math.ceil(writes.length / most) }, (_, i) =>
      this.#batch(writes.slice(i * most, (i + 1) * most)),
    );
  }

  #batch(writes: readonly CountWrite[]): Batch {
    const { clock, newId, node } = this.#use;
    // No user has a `#` in the name, so none can have this key.
    const sender = userKey(appOfKey(writes[0]?.key as never), `#counters ${node}` as UserId);
    return { once: { sender, clientId: newId(), at: clock.now() }, writes };
  }
}
