import type { QueueKey } from '../../keys.ts';
import { checkCommit } from '../check-commit.ts';
import {
  type Commit,
  type CommitResult,
  type Timeline,
  TimelineError,
  type TimelineStats,
} from '../timeline.ts';
import type { BucketMap } from './bucket-map.ts';
import { bucketOf } from './buckets.ts';
import type { MapGate } from './map-gate.ts';
import type { Outboxes } from './outboxes.ts';
import { PlacedParts } from './placed-parts.ts';
import type { Shard } from './shard.ts';
import { unknownServer } from './sharded-reads.ts';
import { bucketsOf, type SplitCommit, splitCommit, type Touched } from './split-commit.ts';

export interface ShardedCommitsUse {
  readonly gate: Pick<MapGate, 'pass'>;
  readonly outboxes: Pick<Outboxes, 'deliver'>;
  readonly shards: ReadonlyMap<string, Shard>;
  readonly newId: () => string;
}

/** Everything that is written, taken to where it belongs. */
export class ShardedCommits {
  readonly #use: ShardedCommitsUse;
  readonly #running = new Set<Promise<unknown>>();
  #isClosed = false;
  #commits = 0;
  #rows = 0;

  constructor(use: ShardedCommitsUse) {
    this.#use = use;
  }

  commit(commit: Commit): Promise<CommitResult> {
    return this.#track(() => {
      checkCommit(commit);
      return this.#commit(commit, bucketsOf(commit));
    });
  }

  trim(queue: QueueKey, upTo: number): Promise<void> {
    const touched = { home: bucketOf(queue), others: new Set<number>() };
    return this.#track(() =>
      this.#use.gate.pass(touched, (map) =>
        this.#timeline(map.serverOf(touched.home)).trim(queue, upTo),
      ),
    );
  }

  /** Of whole commits, wherever their parts are. */
  stats(): Pick<TimelineStats, 'commits' | 'rows' | 'pending'> {
    return { commits: this.#commits, rows: this.#rows, pending: this.#running.size };
  }

  /** Takes no more, and resolves when all that was accepted is answered. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#running);
  }

  async #commit(commit: Commit, touched: Touched): Promise<CommitResult> {
    const { split, result } = await this.#use.gate.pass(touched, (map) =>
      this.#commitAtHome(commit, touched.home, map),
    );
    if (result.outcome === 'conflict') return result;
    const parts = new PlacedParts(commit, split, result.placed);
    if (result.outcome === 'duplicate') return parts.duplicate(result.at);
    this.#commits += 1;
    for (const { queues } of commit.appends) this.#rows += queues.length;
    const delivered = split.parts.map(async ({ outbox }, index) => {
      const syncId = result.placed[index]?.syncIds[0];
      if (outbox === undefined || syncId === undefined) return;
      parts.fill(index, await this.#use.outboxes.deliver(outbox, syncId));
    });
    await Promise.all(delivered);
    return parts.committed();
  }

  async #commitAtHome(
    commit: Commit,
    home: number,
    map: BucketMap,
  ): Promise<{ split: SplitCommit; result: CommitResult }> {
    const split = splitCommit(commit, map, home, this.#use.newId);
    return { split, result: await this.#timeline(split.server).commit(split.commit) };
  }

  #timeline(server: string): Timeline {
    const shard = this.#use.shards.get(server);
    if (shard !== undefined) return shard.timeline;
    throw new TimelineError('unavailable', unknownServer(server));
  }

  async #track<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new TimelineError('closed', 'the timeline is closed');
    const running = work();
    this.#running.add(running);
    try {
      return await running;
    } finally {
      this.#running.delete(running);
    }
  }
}
