import type { Clock } from '@eagre/protocol';
import type { QueueKey } from '../keys.ts';
import type { Committed } from '../timeline/committed.ts';
import type { QueueHead, Timeline } from '../timeline/timeline.ts';
import type { Bus, BusMessage, ClusterBus, Subscription } from './bus.ts';
import { type FeedCounts, newFeedCounts } from './feed/feed-counts.ts';
import type { FeedLimits } from './feed/feed-limits.ts';
import { FeedQueue, FeedSubscription, type Handler } from './feed/feed-queue.ts';
import { HandOut } from './feed/hand-out.ts';
import { HeadCheck } from './feed/head-check.ts';
import { InForce } from './feed/in-force.ts';
import { Order } from './feed/order.ts';
import { Repairs } from './feed/repairs.ts';
import { StoreReads } from './feed/store-reads.ts';

/** Whoever keeps a copy of the newest entries of followed queues. */
export interface FeedKeeper {
  /** The next entries of a queue, before the subscribers are told. */
  passed(entries: Committed): void;
  /** Of this queue not all news may have come, or none will come any more … */
  lost(queue: QueueKey): void;
  /** … or of any. */
  lostAll(): void;
}

export interface FeedBusOptions {
  readonly bus: ClusterBus;
  readonly store: Pick<Timeline, 'heads' | 'ranges'>;
  readonly clock: Clock;
  readonly limits: FeedLimits;
  readonly keeper: FeedKeeper;
  /** Told of what handlers threw, and of the first failure when the store is away. */
  readonly report: (error: unknown, what: string) => void;
}

/**
 * The bus of a node of a cluster: it gives the subscribers of a queue its entries in order, each once
 * and without holes, whatever the bus below loses, doubles or brings late (invariant 6). Where that
 * would cost too much they are told `head` instead. All other messages pass as they are.
 *
 * Of a queue that somebody begins to follow the order begins with what is heard first: with what a
 * device reads of the store (`heard`), or with the first entries that come. The reader waits for
 * `ready` before it reads, so that what comes after its answer is not missed.
 */
export class FeedBus implements Bus {
  readonly counts: FeedCounts = newFeedCounts();
  readonly #options: FeedBusOptions;
  readonly #queues = new Map<string, FeedQueue>();
  readonly #handOut: HandOut;
  readonly #reads: StoreReads;
  readonly #order: Order;
  readonly #repairs: Repairs;
  readonly #check: HeadCheck;
  readonly #inForce: InForce;
  #closed = false;

  constructor(options: FeedBusOptions) {
    const { bus, keeper, report } = options;
    const { counts } = this;
    this.#options = options;
    this.#handOut = new HandOut(report);
    this.#reads = new StoreReads({
      ...options,
      counts,
      report: (error) => report(error, 'reading for the feed'),
      cameBack: () => this.checkNow(),
    });
    this.#order = new Order({
      ...options,
      counts,
      pass: (queue, message) => {
        keeper.passed(message.entries);
        this.#handOut.give(queue, message);
      },
      skipped: (queue) => this.#tellHead(queue),
      missing: (queue) => this.#repairs.add(queue),
      complete: (queue) => this.#repairs.delete(queue),
    });
    this.#repairs = new Repairs({
      ...options,
      counts,
      reads: this.#reads,
      filled: (queue, range, end) => this.#order.filled(queue, range, end),
      skip: (queue, end) => this.#order.skip(queue, end),
    });
    this.#inForce = new InForce({
      ...options,
      lost: () => {
        keeper.lostAll();
        this.#check.paceChanged();
      },
      restored: () => this.checkNow(),
    });
    this.#check = new HeadCheck({
      ...options,
      counts,
      reads: this.#reads,
      queues: this.#queues,
      connected: () => bus.connected,
      found: (queue, at) => this.#order.news(queue, at),
    });
  }

  /** Queues that somebody on this node follows. */
  get queues(): number {
    return this.#queues.size;
  }

  /** Queues of which something is missing. */
  get holes(): number {
    return this.#repairs.size;
  }

  publish(subject: string, message: BusMessage): void {
    this.#options.bus.publish(subject, message);
  }

  subscribe(subject: string, handler: Handler): Subscription {
    if (this.#closed) return { cancel: () => {} };
    if (!isQueueKey(subject)) return this.#options.bus.subscribe(subject, handler);
    return new FeedSubscription(this.#queues.get(subject) ?? this.#follow(subject), handler);
  }

  /** All that others commit to the queue is told to the keeper from now on, or it is told of the loss. */
  isFed(queue: QueueKey): boolean {
    const followed = this.#queues.get(queue);
    return followed !== undefined && this.#inForce.has(followed.mark);
  }

  /**
   * To be awaited before queues are read: resolves when those that are followed are fed, or cannot be
   * for now. Undefined when there is nothing to wait for.
   */
  ready(queues: readonly QueueKey[]): Promise<void> | undefined {
    const isNew = (queue: QueueKey) => this.#queues.has(queue) && !this.isFed(queue);
    return queues.some(isNew) ? this.#inForce.wait() : undefined;
  }

  /**
   * What the store says of a queue, read for somebody here. Of a queue that was fed when the read
   * began there is one read at a time, so all who follow it since know this head or one that passed.
   */
  heard(queue: QueueKey, at: QueueHead, wasFed: boolean): void {
    const followed = this.#queues.get(queue);
    if (followed === undefined) return;
    if (wasFed) this.#order.heard(followed, at);
    else this.#order.news(followed, at);
  }

  /** The store or the bus is back: compares all heads as fast as the limits let. */
  checkNow(): void {
    if (this.#closed) return;
    this.#reads.resume();
    this.#repairs.hurry();
    this.#check.now();
  }

  /** Reads the store no more; what the bus brings still passes. */
  stop(): void {
    this.#check.close();
    this.#repairs.close();
    this.#inForce.close();
  }

  /** Closes the bus below, too. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.stop();
    for (const queue of this.#queues.values()) queue.subscription?.cancel();
    this.#queues.clear();
    await this.#options.bus.close();
  }

  /** What the bus below brought; for `FeedQueue`. */
  take(queue: FeedQueue, message: BusMessage): void {
    if (message.type === 'entries') this.#order.take(queue, message);
    else this.#handOut.give(queue, message);
  }

  /** For `FeedSubscription`. */
  remove(queue: FeedQueue, handler: Handler): void {
    queue.removeHandler(handler);
    if (queue.isFollowed) return;
    this.#queues.delete(queue.key);
    this.#order.drop(queue);
    queue.subscription?.cancel();
    this.#options.keeper.lost(queue.key);
  }

  #follow(key: QueueKey): FeedQueue {
    const queue = new FeedQueue(this, key, this.#inForce.mark);
    this.#queues.set(key, queue);
    queue.listen(this.#options.bus);
    return queue;
  }

  #tellHead(queue: FeedQueue): void {
    const { key, epoch, head } = queue;
    this.counts.headsTold += 1;
    this.#options.keeper.lost(key);
    this.#handOut.give(queue, { type: 'head', epoch, head });
  }
}

/** Subjects of what nodes say about themselves have no app in front. */
function isQueueKey(subject: string): subject is QueueKey {
  return subject.includes('/');
}
