import { isUserQueueKey, type QueueKey } from '../keys.ts';
import type { Committed } from './committed.ts';
import { KeptReads } from './tail/kept-reads.ts';
import { notBehind } from './tail/not-behind.ts';
import { placeOfCopy } from './tail/place-of-copy.ts';
import { routed } from './tail/routed-reads.ts';
import { SharedReads } from './tail/shared-reads.ts';
import { type TailCacheLimits, tailCacheLimits } from './tail/tail-cache-limits.ts';
import { type TailFeed, tellingReads } from './tail/tail-feed.ts';
import { TailLoader } from './tail/tail-loader.ts';
import { Tails } from './tail/tails.ts';
import type { Commit, CommitResult, QueueHead, Range, RangeRequest, Timeline } from './timeline.ts';

export interface TailCacheStats {
  /** Ranges and heads served from memory at once … */
  hits: number;
  /** … and those that waited for the store. */
  misses: number;
  /** Reads of one queue in the store, whether of its head or its entries. */
  storeReads: number;
  /** Of the queue that was read most while it was cached. */
  mostReadsOfQueue: number;
  queues: number;
  bytes: number;
}

/**
 * A timeline with the newest entries of the queues in use in memory. Wired so that the store's
 * `onCommitted` calls `committed` first; everything else talks to this instead of the store.
 *
 * Without it, a promotion's start, when thousands connect and ask for the same groups, would be
 * thousands of equal reads. Only queues that were read are kept: a commit to another one costs a
 * look-up.
 *
 * Where other nodes write to the same store, a `feed` tells what they commit, and only what it feeds
 * is kept. Of other queues equal reads at the same time are still one.
 */
export class TailCache implements Timeline {
  readonly #store: Timeline;
  /** The store's, past everything that is kept. */
  readonly #reads: Pick<Timeline, 'heads' | 'ranges'>;
  readonly #limits: TailCacheLimits;
  readonly #tails: Tails;
  readonly #loader: TailLoader;
  readonly #kept: KeptReads;
  readonly #shared: SharedReads;
  readonly #feed: TailFeed | undefined;

  constructor(store: Timeline, limits: Partial<TailCacheLimits> = {}, feed?: TailFeed) {
    const reads = feed === undefined ? store : tellingReads(store, this.#listening(feed));
    this.#store = store;
    this.#reads = reads;
    this.#feed = feed;
    this.#limits = { ...tailCacheLimits, ...limits };
    this.#tails = new Tails(this.#limits.tailBytes);
    const isFed = (queue: QueueKey) => feed === undefined || feed.isFed(queue);
    this.#loader = new TailLoader(reads, this.#tails, this.#limits, isFed);
    this.#kept = new KeptReads(reads, this.#tails, this.#loader, this.#limits);
    this.#shared = new SharedReads(reads, () => this.#loader.countRead(undefined));
    this.queues = store.queues.bind(store);
    this.conversation = store.conversation.bind(store);
    this.conversations = store.conversations.bind(store);
    this.members = store.members.bind(store);
    this.member = store.member.bind(store);
    this.memberships = store.memberships.bind(store);
    this.user = store.user.bind(store);
    this.personals = store.personals.bind(store);
    this.document = store.document.bind(store);
    this.documents = store.documents.bind(store);
    this.counts = store.counts.bind(store);
    this.backup = store.backup.bind(store);
    this.stats = store.stats.bind(store);
    this.shardOf = store.shardOf.bind(store);
    this.close = store.close.bind(store);
  }

  readonly queues: Timeline['queues'];
  readonly conversation: Timeline['conversation'];
  readonly conversations: Timeline['conversations'];
  readonly members: Timeline['members'];
  readonly member: Timeline['member'];
  readonly memberships: Timeline['memberships'];
  readonly user: Timeline['user'];
  readonly personals: Timeline['personals'];
  readonly document: Timeline['document'];
  readonly documents: Timeline['documents'];
  readonly counts: Timeline['counts'];
  readonly backup: Timeline['backup'];
  readonly stats: Timeline['stats'];
  readonly shardOf: Timeline['shardOf'];
  readonly close: Timeline['close'];

  /** The store's news, in commit order. */
  committed(all: readonly Committed[]): void {
    for (const one of all) {
      this.#take(one);
      // Whoever reads after its own commit must not join a read that began before.
      if (this.#feed !== undefined) this.#shared.forget(one.queue);
    }
  }

  /** The feed's news: of each queue in order, once. What `committed` told already may be among it. */
  passed(one: Committed): void {
    this.#take(one);
    this.#doubtReads(one);
    // What another node took back is replaced in the store, and here it is not.
    if (this.#feed !== undefined && one.entries.some(this.#feed.redacts)) this.forget(one.queue);
  }

  /** The queue is not fed any more, or something of it did not come: nothing of it is kept. */
  forget(queue: QueueKey): void {
    this.#tails.delete(queue);
    this.#loader.forget(queue);
    this.#kept.forget(queue);
    this.#shared.forget(queue);
  }

  /** Nothing is kept of any queue. */
  forgetAll(): void {
    this.#tails.clear();
    this.#loader.forgetAll();
    this.#kept.forgetAll();
    this.#shared.forgetAll();
  }

  async commit(commit: Commit): Promise<CommitResult> {
    try {
      const result = await this.#store.commit(commit);
      if (result.outcome === 'duplicate') this.#doubt(commit);
      return result;
    } finally {
      // Also after a failure: `unavailable` leaves open whether it had its effect.
      for (const write of commit.writes ?? []) {
        if (write.write === 'redact') this.forget(write.queue);
      }
    }
  }

  async trim(queue: QueueKey, upTo: number): Promise<void> {
    try {
      await this.#store.trim(queue, upTo);
    } finally {
      this.forget(queue);
    }
  }

  async heads(queues: readonly QueueKey[], atLeast: readonly number[] = []): Promise<QueueHead[]> {
    if (this.#feed === undefined) return this.#kept.heads(queues);
    const heads = await routed(this.#feed, queues, (queue) => queue, {
      kept: (some) => this.#kept.heads(some),
      shared: (some) => this.#shared.heads(some),
    });
    return notBehind(
      queues,
      heads,
      (_, index) => atLeast[index] ?? 0,
      (behind) => this.#reads.heads(behind),
    );
  }

  async ranges(requests: readonly RangeRequest[]): Promise<Range[]> {
    if (this.#feed === undefined) return this.#kept.ranges(requests);
    const ranges = await routed(this.#feed, requests, (request) => request.queue, {
      kept: (some) => this.#kept.ranges(some),
      shared: (some) => this.#shared.ranges(some),
    });
    return notBehind(
      requests,
      ranges,
      ({ after, to = 0 }) => Math.max(after, to),
      (behind) => this.#reads.ranges(behind),
    );
  }

  cacheStats(): TailCacheStats {
    return {
      hits: this.#kept.hits,
      misses: this.#kept.misses,
      ...this.#loader.counts,
      queues: this.#tails.size,
      bytes: this.#tails.bytes,
    };
  }

  /** Stored by an earlier try whose answer was lost: of that nobody may have told this node. */
  #doubt({ appends }: Commit): void {
    if (this.#feed === undefined) return;
    for (const { queues } of appends) for (const queue of queues) this.forget(queue);
  }

  /**
   * Who was handed a copy, perhaps of his own message before its commit was answered here, and now reads
   * its log, finds it there: he neither joins a read that began before nor is served from a tail that
   * ends before.
   */
  #doubtReads({ queue, entries }: Committed): void {
    this.#shared.forget(queue);
    if (!isUserQueueKey(queue)) return;
    for (const entry of entries) {
      const place = placeOfCopy(queue, entry);
      if (place !== undefined && !this.#tails.peek(place.log)?.reaches(place)) {
        this.forget(place.log);
      }
    }
  }

  /** Hears what the store says before the feed does: of what another node trimmed there is no news. */
  #listening(feed: TailFeed): Pick<TailFeed, 'heard' | 'isFed'> {
    return {
      isFed: (queue) => feed.isFed(queue),
      heard: (queue, at, wasFed) => {
        const tail = this.#tails.peek(queue);
        if (tail !== undefined && at.low > tail.low) this.#tails.delete(queue);
        feed.heard(queue, at, wasFed);
      },
    };
  }

  #take(one: Committed): void {
    const tail = this.#tails.peek(one.queue);
    if (tail === undefined) {
      this.#loader.note(one);
      return;
    }
    const fits = this.#tails.change(tail, () => tail.append(one, this.#limits.tailEntries));
    if (!fits) this.#tails.delete(one.queue);
  }
}
