import type { QueueKey } from '../keys.ts';
import type { Committed } from './committed.ts';
import { BlockReads } from './tail/block-reads.ts';
import { type TailCacheLimits, tailCacheLimits } from './tail/tail-cache-limits.ts';
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

/** Enough for head, first and wide read; a tail that is pushed out meanwhile is read past it. */
const rounds = 3;

/**
 * A timeline with the newest entries of the queues in use in memory. Wired so that the store's
 * `onCommitted` calls `committed` first; everything else talks to this instead of the store.
 *
 * Without it, a promotion's start, when thousands connect and ask for the same groups, would be
 * thousands of equal reads. Only queues that were read are kept: a commit to another one costs a
 * look-up.
 */
export class TailCache implements Timeline {
  readonly #store: Timeline;
  readonly #limits: TailCacheLimits;
  readonly #tails: Tails;
  readonly #loader: TailLoader;
  readonly #blocks: BlockReads;
  #hits = 0;
  #misses = 0;

  constructor(store: Timeline, limits: Partial<TailCacheLimits> = {}) {
    this.#store = store;
    this.#limits = { ...tailCacheLimits, ...limits };
    this.#tails = new Tails(this.#limits.tailBytes);
    this.#loader = new TailLoader(store, this.#tails, this.#limits);
    this.#blocks = new BlockReads(store, this.#limits, (queue) =>
      this.#loader.countRead(this.#tails.peek(queue)),
    );
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
  readonly close: Timeline['close'];

  /** The store's news, in commit order. */
  committed(all: readonly Committed[]): void {
    for (const one of all) {
      const tail = this.#tails.peek(one.queue);
      if (tail === undefined) {
        this.#loader.note(one);
        continue;
      }
      const fits = this.#tails.change(tail, () => tail.append(one, this.#limits.tailEntries));
      if (!fits) this.#tails.delete(one.queue);
    }
  }

  async commit(commit: Commit): Promise<CommitResult> {
    try {
      return await this.#store.commit(commit);
    } finally {
      // Also after a failure: `unavailable` leaves open whether it had its effect.
      for (const write of commit.writes ?? []) {
        if (write.write === 'redact') this.#forget(write.queue);
      }
    }
  }

  async trim(queue: QueueKey, upTo: number): Promise<void> {
    try {
      await this.#store.trim(queue, upTo);
    } finally {
      this.#forget(queue);
    }
  }

  async heads(queues: readonly QueueKey[]): Promise<QueueHead[]> {
    const heads = queues.map((queue) => this.#tails.use(queue)?.head());
    const missing = queues.filter((_, index) => heads[index] === undefined);
    this.#count(queues.length, missing.length);
    if (missing.length > 0) await this.#loader.loadHeads(missing);
    return this.#filled(
      queues,
      heads,
      (queue) => this.#tails.use(queue)?.head(),
      (rest) => {
        for (const _ of rest) this.#loader.countRead(undefined);
        return this.#store.heads(rest);
      },
    );
  }

  async ranges(requests: readonly RangeRequest[]): Promise<Range[]> {
    const serve = (request: RangeRequest) => this.#tails.use(request.queue)?.range(request);
    const ranges = requests.map(serve);
    const missing = () => requests.filter((_, index) => ranges[index] === undefined);
    this.#count(requests.length, missing().length);
    for (let round = 0; round < rounds && missing().length > 0; round += 1) {
      await this.#load(missing());
      await Promise.all(
        requests.map(async (request, index) => {
          ranges[index] ??= serve(request) ?? (await this.#old(request));
        }),
      );
    }
    return this.#filled(requests, ranges, serve, (rest) => {
      for (const _ of rest) this.#loader.countRead(undefined);
      return this.#store.ranges(rest);
    });
  }

  cacheStats(): TailCacheStats {
    return {
      hits: this.#hits,
      misses: this.#misses,
      ...this.#loader.counts,
      queues: this.#tails.size,
      bytes: this.#tails.bytes,
    };
  }

  /** First the heads of unknown queues, then the entries that a tail may hold. */
  async #load(requests: readonly RangeRequest[]): Promise<void> {
    const unknown = requests.filter(({ queue }) => this.#tails.peek(queue) === undefined);
    if (unknown.length > 0) await this.#loader.loadHeads(unknown.map(({ queue }) => queue));
    const near = requests.filter((request) => {
      const tail = this.#tails.peek(request.queue);
      return tail !== undefined && tail.range(request) === undefined && !this.#isOld(request);
    });
    if (near.length > 0) await this.#loader.loadEntries(near);
  }

  /** Starts before what a tail may hold. */
  #isOld(request: RangeRequest): boolean {
    const head = this.#tails.peek(request.queue)?.head();
    if (head === undefined) return false;
    return Math.max(request.after, head.low) < head.head - this.#limits.tailEntries;
  }

  async #old(request: RangeRequest): Promise<Range | undefined> {
    const tail = this.#tails.peek(request.queue);
    if (tail === undefined || !this.#isOld(request)) return undefined;
    return this.#blocks.range(request, tail.head());
  }

  /** Whatever is still missing is read past the cache: it was pushed out or changed meanwhile. */
  async #filled<Item, Result>(
    items: readonly Item[],
    results: readonly (Result | undefined)[],
    serve: (item: Item) => Result | undefined,
    read: (rest: Item[]) => Promise<Result[]>,
  ): Promise<Result[]> {
    const filled = items.map((item, index) => results[index] ?? serve(item));
    const rest = items.filter((_, index) => filled[index] === undefined);
    const direct = rest.length > 0 ? await read(rest) : [];
    let next = 0;
    return filled.map((result) => result ?? (direct[next++] as Result));
  }

  #forget(queue: QueueKey): void {
    this.#tails.delete(queue);
    this.#loader.forget(queue);
    this.#blocks.forget(queue);
  }

  #count(all: number, missed: number): void {
    this.#hits += all - missed;
    this.#misses += missed;
  }
}
