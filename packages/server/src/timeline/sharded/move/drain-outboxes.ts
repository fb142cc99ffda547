import type { Clock } from '@eagre/protocol';
import type { QueueKey } from '../../../keys.ts';
import type { Limits } from '../../../limits.ts';
import type { BucketMap } from '../bucket-map.ts';
import { bucketOf } from '../buckets.ts';
import { MapGate } from '../map-gate.ts';
import { Outboxes } from '../outboxes.ts';
import type { Shard } from '../shard.ts';

export interface DrainUse {
  readonly shards: ReadonlyMap<string, Shard>;
  readonly map: BucketMap;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly report: (error: unknown, what: string) => void;
}

/** Outboxes emptied at once. */
const together = 200;

/**
 * Carries out what all outboxes hold now, for frozen buckets too: what comes later names none of
 * them. False when something failed, or the map has changed.
 */
export async function drainOutboxes(use: DrainUse): Promise<boolean> {
  const { shards, map, clock, limits, report } = use;
  let isStale = false;
  const gate = new MapGate({
    map,
    clock,
    limits,
    passFrozen: true,
    onStale: () => {
      isStale = true;
      gate.close();
    },
  });
  const outboxes = new Outboxes({ gate, shards, clock, limits, report });
  let isDone = true;
  for (const shard of shards.values()) {
    for await (const some of pendingOf(shard, map)) {
      const emptied = await Promise.all(some.map((outbox) => outboxes.empty(outbox)));
      isDone &&= emptied.every(Boolean);
    }
  }
  await outboxes.close();
  gate.close();
  return isDone && !isStale;
}

/** Only where the outbox is read from: a server may have rows of others. */
async function* pendingOf(shard: Shard, map: BucketMap): AsyncGenerator<QueueKey[]> {
  for (let after = '', isMore = true; isMore; ) {
    const page = await shard.pending(after, together);
    isMore = page.length === together;
    after = page.at(-1)?.queue ?? '';
    const queues = page.map(({ queue }) => queue);
    yield queues.filter((queue) => map.serverOf(bucketOf(queue)) === shard.name);
  }
}
