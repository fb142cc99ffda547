import type { Clock, Random } from '@eagre/protocol';
import type { QueueKey } from '../keys.ts';
import { limits as allLimits, type Limits } from '../limits.ts';
import type { Committed } from './committed.ts';
import { GroupCommitter } from './group-committer.ts';
import { openLink } from './postgres/link.ts';
import type { LinkState, Statement } from './postgres/link-types.ts';
import { migrate } from './postgres/migrate.ts';
import { OnceKeeper } from './postgres/once-keeper.ts';
import { PostgresWriter } from './postgres/postgres-writer.ts';
import { readMapVersion, readPending, readsOver } from './postgres/reader.ts';
import { Trimmer } from './postgres/trimmer.ts';
import { StoreOpenError } from './sqlite/store-open-error.ts';
import type { QueueListing, Timeline } from './timeline.ts';
import { type TimelineLimits, timelineLimits } from './timeline-limits.ts';

export interface PostgresTimelineOptions {
  /** See `LinkOptions`. */
  url: string;
  clock: Clock;
  /** Of the connections' time limits, where days pass faster than answers come; default `clock`. */
  linkClock?: Clock;
  random?: Random;
  /** See `GroupCommitterOptions`. */
  onCommitted?: (entries: Committed[]) => void;
  limits?: Partial<TimelineLimits & Limits>;
  /** Told what an operator should know. */
  report?: (error: unknown, what: string) => void;
  /** Told when the server is away and when it is back. */
  watch?: (state: LinkState) => void;
  /**
   * Where several servers share the queues: the version of the map that commits are routed by. A
   * batch that comes with another than the server's rejects with `StaleMapError`.
   */
  mapVersion?: () => number;
}

/** What a server that shares the queues with others does besides; see `Shard`. */
export interface PostgresTimeline extends Timeline {
  /** Whether the server can be reached. */
  readonly state: LinkState;
  pending(after: string, limit: number): Promise<QueueListing[]>;
  clear(marks: readonly { outbox: QueueKey; upTo: number }[]): Promise<void>;
  storedMapVersion(): Promise<number>;
  raiseMapVersion(version: number): Promise<void>;
}

const raiseMap: Statement = { name: 'raise_map', text: 'SELECT eagre.raise_map_1($1)' };

/**
 * The store of a cluster: one PostgreSQL server, or several that fail over to each other, shared by
 * any number of nodes. Each batch of a node is one call and one transaction of the server, on a
 * connection of its own; reads go over others.
 *
 * Makes or upgrades the schema `eagre`. Rejects with `StoreOpenError` when the database cannot be
 * used, with `TimelineError` while the server is away.
 */
export async function openPostgresTimeline(
  options: PostgresTimelineOptions,
): Promise<PostgresTimeline> {
  const { clock, linkClock = clock, mapVersion, report = () => {} } = options;
  const limits = { ...allLimits, ...timelineLimits, ...options.limits };
  const link = await openLink({ ...options, clock: linkClock, limits, report });
  try {
    await migrate(link, {
      nowMs: clock.now(),
      report: (text) => report(new Error(text), 'PostgreSQL'),
    });
    await link.checkFailover();
  } catch (error) {
    await link.close();
    throw error;
  }
  const onces = new OnceKeeper({ link, clock: linkClock, retryMs: limits.postgresOnceRetryMs });
  const writer = new PostgresWriter({
    link,
    onces,
    cachedQueues: limits.cachedQueues,
    ...(mapVersion && { mapVersion }),
  });
  const committer = new GroupCommitter({
    writer,
    clock,
    limits,
    onCommitted: options.onCommitted ?? (() => {}),
    defer: (fn) => void setImmediate(fn),
  });
  const trimmer = new Trimmer(link, limits.trimSlice);
  const reads = readsOver(link, { clock: linkClock, limits });
  let rangesRead = 0;

  return {
    ...reads,
    commit: (commit) => committer.commit(commit),
    ranges(requests) {
      rangesRead += requests.length;
      return reads.ranges(requests);
    },
    trim: (queue, upTo) => trimmer.trim(queue, upTo),
    backup: () =>
      Promise.reject(
        new StoreOpenError(
          'failed',
          'this store is a PostgreSQL server: back it up with its own tools (docs/operations.md)',
        ),
      ),
    stats: () => ({ ...committer.stats(), rangesRead }),
    shardOf: () => 0,
    get state() {
      return link.state;
    },
    pending: (after, limit) => readPending(link, after, limit),
    clear: (marks) => trimmer.clear(marks),
    storedMapVersion: () => readMapVersion(link),
    async raiseMapVersion(version) {
      await link.write(raiseMap, [version]);
    },
    async close() {
      await committer.close();
      onces.close();
      await link.close();
    },
  };
}
