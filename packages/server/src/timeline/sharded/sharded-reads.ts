import { conversationKey, type QueueKey } from '../../keys.ts';
import type { RangeRequest, Timeline, TimelineReads } from '../timeline.ts';
import { TimelineError } from '../timeline.ts';
import type { BucketMap } from './bucket-map.ts';
import { bucketOf, isOutboxKey } from './buckets.ts';
import type { OwnedKey } from './home.ts';
import type { MapKeeper } from './map-keeper.ts';
import { isOwnDocument } from './map-store.ts';
import { keptOf, mergedPage } from './merged-pages.ts';
import type { Shard } from './shard.ts';

/**
 * Reads of all servers as if they were one. What may be on several needs all of them: a list with
 * parts missing would say that a user has left a conversation. A server may have rows of buckets that
 * it does not own, while and after they are moved; they are left out.
 */
export class ShardedReads implements TimelineReads {
  readonly #keeper: Pick<MapKeeper, 'read'>;
  readonly #shards: ReadonlyMap<string, Shard>;

  constructor(keeper: Pick<MapKeeper, 'read'>, shards: ReadonlyMap<string, Shard>) {
    this.#keeper = keeper;
    this.#shards = shards;
  }

  ranges(requests: readonly RangeRequest[]) {
    return this.#split(
      requests,
      ({ queue }) => queue,
      (timeline, some) => timeline.ranges(some),
    );
  }

  heads(queues: readonly QueueKey[]) {
    return this.#split(
      queues,
      (queue) => queue,
      (timeline, some) => timeline.heads(some),
    );
  }

  conversation: TimelineReads['conversation'] = (key) =>
    this.#at(key, (one) => one.conversation(key));
  user: TimelineReads['user'] = (key) => this.#at(key, (one) => one.user(key));
  document: TimelineReads['document'] = (key) => this.#at(key, (one) => one.document(key));
  counts: TimelineReads['counts'] = (key) => this.#at(key, (one) => one.counts(key));
  member: TimelineReads['member'] = (key, user) => this.#at(key, (one) => one.member(key, user));

  members: TimelineReads['members'] = (key, after, limit) =>
    this.#at(key, (one) => one.members(key, after, limit));

  personals: TimelineReads['personals'] = (queue, conversation, from, to, limit) =>
    this.#at(queue, (one) => one.personals(queue, conversation, from, to, limit));

  queues: TimelineReads['queues'] = (after, limit) =>
    this.#merged({
      read: (timeline) => (from, count) => timeline.queues(from, count),
      idOf: ({ queue }) => queue,
      ownerOf: ({ queue }) => (isOutboxKey(queue) ? undefined : queue),
      after,
      limit,
    });

  conversations: TimelineReads['conversations'] = (app, after, limit) =>
    this.#merged({
      read: (timeline) => (from, count) => timeline.conversations(app, from, count),
      idOf: ({ conversation }) => conversation,
      ownerOf: (one) => conversationKey(one.app, one.conversation),
      after,
      limit,
    });

  documents: TimelineReads['documents'] = (prefix, after, limit) =>
    prefix.includes('#')
      ? this.#at(prefix as OwnedKey, (one) => one.documents(prefix, after, limit))
      : this.#merged({
          read: (timeline) => (from, count) => timeline.documents(prefix, from, count),
          idOf: ({ key }) => key,
          ownerOf: ({ key }) => (isOwnDocument(key) ? undefined : key),
          after,
          limit,
        });

  memberships: TimelineReads['memberships'] = (user) =>
    this.#merged({
      read: (timeline) => () => timeline.memberships(user),
      idOf: ({ conversation }) => conversation.conversation,
      ownerOf: ({ conversation: { app, conversation } }) => conversationKey(app, conversation),
      after: '',
      limit: Number.POSITIVE_INFINITY,
    });

  #at<T>(key: OwnedKey, read: (timeline: Timeline) => Promise<T>): Promise<T> {
    const bucket = bucketOf(key);
    return this.#keeper.read(
      (map) => ({ servers: [map.serverOf(bucket)], isMoving: map.isMoving(bucket) }),
      (map) => read(this.#timeline(map.serverOf(bucket))),
    );
  }

  #split<Item, Result>(
    items: readonly Item[],
    keyOf: (item: Item) => QueueKey,
    read: (timeline: Timeline, some: readonly Item[]) => Promise<Result[]>,
  ): Promise<Result[]> {
    const buckets = items.map((item) => bucketOf(keyOf(item)));
    const byServer = (map: BucketMap) =>
      Map.groupBy(buckets.keys(), (index) => map.serverOf(buckets[index] as number));
    return this.#keeper.read(
      (map) => ({
        servers: [...byServer(map).keys()],
        isMoving: map.moving !== undefined && buckets.some((bucket) => map.isMoving(bucket)),
      }),
      async (map) => {
        const results = new Array<Result>(items.length);
        const reads = [...byServer(map)].map(async ([server, indexes]) => {
          const some = indexes.map((index) => items[index] as Item);
          const found = await read(this.#timeline(server), some);
          for (const [at, index] of indexes.entries()) results[index] = found[at] as Result;
        });
        await Promise.all(reads);
        return results;
      },
    );
  }

  #merged<T>(page: {
    read: (timeline: Timeline) => (after: string, limit: number) => Promise<T[]>;
    idOf: (item: T) => string;
    /** Undefined: not to be told. */
    ownerOf: (item: T) => OwnedKey | undefined;
    after: string;
    limit: number;
  }): Promise<T[]> {
    const { read, idOf, ownerOf, after, limit } = page;
    return this.#keeper.read(
      (map) => ({ servers: map.inUse(), isMoving: map.moving !== undefined }),
      (map) => {
        const owned = (server: string) => (item: T) => {
          const owner = ownerOf(item);
          return owner !== undefined && map.serverOf(bucketOf(owner)) === server;
        };
        const pages = map
          .inUse()
          .map((server) => keptOf(read(this.#timeline(server)), idOf, owned(server)));
        return mergedPage(pages, { keyOf: idOf, after, limit });
      },
    );
  }

  #timeline(server: string): Timeline {
    const shard = this.#shards.get(server);
    if (shard !== undefined) return shard.timeline;
    throw new TimelineError('unavailable', unknownServer(server));
  }
}

/** What a node says that was started before this server got its first bucket. */
export function unknownServer(server: string): string {
  return `buckets were moved to the PostgreSQL server "${server}", which this node does not know: restart it with a "postgres" that names it`;
}
