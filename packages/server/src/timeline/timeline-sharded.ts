import type { Clock, Random } from '@eagre/protocol';
import type { Committed } from './committed.ts';
import { bucketOf, isOutboxKey } from './sharded/buckets.ts';
import { MapKeeper } from './sharded/map-keeper.ts';
import { settleMap } from './sharded/map-setup.ts';
import { openShards } from './sharded/open-shards.ts';
import { OutboxSweeper } from './sharded/outbox-sweeper.ts';
import { Outboxes } from './sharded/outboxes.ts';
import type { ShardServer } from './sharded/shard.ts';
import { ShardedCommits } from './sharded/sharded-commits.ts';
import type { ShardedLimits } from './sharded/sharded-limits.ts';
import { ShardedReads } from './sharded/sharded-reads.ts';
import type { Timeline, TimelineErrorCode, TimelineStats } from './timeline.ts';

export interface ShardedTimelineOptions {
  /** Two or more. */
  servers: readonly ShardServer[];
  clock: Clock;
  random: Random;
  /** A text that no other call gives, of this or any other node: `randomUUID`. */
  newId: () => string;
  limits: ShardedLimits;
  /** See `GroupCommitterOptions`; from each server for what it stored. */
  onCommitted?: (entries: Committed[]) => void;
  report: (error: unknown, what: string) => void;
}

/**
 * Several complete stores as one: each key is in one of 1,024 buckets, and a map says which server
 * has which bucket. A commit is one at its home, the server of its guards, writes and stamps; what it
 * appends to queues of other servers it puts into outboxes there, and they are emptied after it, in
 * order and each order once, by this node or, if it ends before, by another. So `commit` resolves
 * when all is in place, or, while a server is away, when it is certain that it will be: then places
 * on that server are told as 0.
 *
 * Commits of one caller take effect in call order where they have the same home. Rejects with
 * `StoreOpenError` when the servers do not belong together.
 */
export async function openShardedTimeline(options: ShardedTimelineOptions): Promise<Timeline> {
  const { clock, random, limits, report, newId } = options;
  const { shards, follow } = await openShards(options.servers, (all) => {
    const told = all.filter(({ queue }) => !isOutboxKey(queue));
    if (told.length > 0) options.onCommitted?.(told);
  });
  const byName = new Map(shards.map((shard) => [shard.name, shard]));
  const closeAll = () => Promise.all(shards.map(({ timeline }) => timeline.close()));
  const { map, store } = await settleMap(shards).catch(async (error: unknown) => {
    await closeAll();
    throw error;
  });
  const keeper = new MapKeeper({ map, store, shards: byName, clock, random, limits, report });
  follow(() => keeper.map.version);
  await keeper.renew();
  const { gate } = keeper;
  const outboxes = new Outboxes({ gate, shards: byName, clock, limits, report });
  const sweeper = new OutboxSweeper({
    shards,
    outboxes,
    owns: (server, outbox) => keeper.map.serverOf(bucketOf(outbox)) === server,
    clock,
    random,
    limits,
  });
  const commits = new ShardedCommits({ gate, outboxes, shards: byName, newId });
  const reads = new ShardedReads(keeper, byName);

  return {
    commit: (commit) => commits.commit(commit),
    trim: (queue, upTo) => commits.trim(queue, upTo),
    ranges: (requests) => reads.ranges(requests),
    heads: (queues) => reads.heads(queues),
    queues: reads.queues,
    conversation: reads.conversation,
    conversations: reads.conversations,
    members: reads.members,
    member: reads.member,
    memberships: reads.memberships,
    user: reads.user,
    personals: reads.personals,
    document: reads.document,
    documents: reads.documents,
    counts: reads.counts,
    shardOf: bucketOf,
    backup: (path) => (shards[0] as (typeof shards)[number]).timeline.backup(path),
    stats: () => ({ ...sumOf(shards.map(({ timeline }) => timeline.stats())), ...commits.stats() }),
    async close() {
      sweeper.close();
      await commits.close();
      await outboxes.close();
      keeper.close();
      await closeAll();
    },
  };
}

function sumOf(all: readonly TimelineStats[]) {
  const failed = (code: TimelineErrorCode) =>
    all.reduce((sum, stats) => sum + stats.failed[code], 0);
  return {
    batches: all.reduce((sum, { batches }) => sum + batches, 0),
    rangesRead: all.reduce((sum, { rangesRead }) => sum + rangesRead, 0),
    lastBatchMs: Math.max(...all.map(({ lastBatchMs }) => lastBatchMs)),
    failed: {
      full: failed('full'),
      unavailable: failed('unavailable'),
      overloaded: failed('overloaded'),
      closed: failed('closed'),
    },
  };
}
