import type { FakeClock, SeededRandom } from '@eagre/testkit';
import type { QueueKey } from '../../keys.ts';
import { type Limits, limits } from '../../limits.ts';
import { TailCache } from '../../timeline/tail-cache.ts';
import { type Timeline, TimelineError } from '../../timeline/timeline.ts';
import type { BusMessage, Subscription } from '../bus.ts';
import { FeedBus } from '../feed-bus.ts';
import { CountedStore } from './feed-fixture.ts';
import type { LossyCluster, LossyLine } from './lossy-cluster.ts';

/**
 * One who follows a queue as a device does: subscribed first, then told a head that was read; and
 * who pulls what it is told of. Throws on entries that come twice, out of order or with a hole.
 */
export class Subscriber {
  readonly queue: QueueKey;
  /** Has all up to here; -1 before its read is done. */
  has = -1;
  /** What passed so far. */
  #noted = 0;
  readonly #subscription: Subscription;

  constructor(feed: FeedBus, queue: QueueKey) {
    this.queue = queue;
    this.#subscription = feed.subscribe(queue, (message) => this.#take(message));
  }

  /** Its read is done; what passed meanwhile is pulled. */
  begin(head: number): void {
    this.has = Math.max(head, this.#noted);
  }

  cancel(): void {
    this.#subscription.cancel();
  }

  #take(message: BusMessage): void {
    if (message.type === 'head') this.#moveTo(message.head);
    if (message.type !== 'entries') return;
    const { first, entries } = message.entries;
    for (const [index, entry] of entries.entries()) {
      if (entry !== textOf(first + index)) throw new Error(`${entry} stands at ${first + index}`);
    }
    // A device may know more than passed here: it has read it.
    const isNext = this.#noted === 0 || first === this.#noted + 1;
    if (!isNext) throw new Error(`${this.queue}: ${first} came after ${this.#noted}`);
    if (this.has >= 0 && first > this.has + 1) {
      throw new Error(`${this.queue}: ${first} came to one who has ${this.has}`);
    }
    this.#moveTo(first + entries.length - 1);
  }

  #moveTo(head: number): void {
    this.#noted = head;
    if (this.has >= 0) this.has = Math.max(this.has, head);
  }
}

/** The entry at a place. */
export function textOf(n: number): string {
  return `{"n":${n}}`;
}

/** The feed and the tail cache of one node, wired as in a real one. */
export class FeedNode {
  readonly line: LossyLine;
  readonly feed: FeedBus;
  readonly cache: TailCache;
  readonly subscribers = new Set<Subscriber>();
  readonly #world: FeedWorld;

  constructor(world: FeedWorld) {
    const { clock, cluster } = world;
    const store = world.slowStore();
    this.#world = world;
    this.line = cluster.join();
    this.feed = new FeedBus({
      ...{ bus: this.line, store, clock, limits: world.limits },
      keeper: {
        passed: (entries) => this.cache.passed(entries),
        lost: (queue) => this.cache.forget(queue),
        lostAll: () => this.cache.forgetAll(),
      },
      report: (error) => world.report(error),
    });
    this.cache = new TailCache(store, world.limits, {
      isFed: (queue) => this.feed.isFed(queue),
      ready: (queues) => this.feed.ready(queues),
      heard: (queue, at, wasFed) => this.feed.heard(queue, at, wasFed),
      redacts: () => false,
    });
  }

  async commit(queue: QueueKey, entry: string): Promise<void> {
    const { store, committed } = this.#world.store;
    await store.commit({ appends: [{ queues: [queue], entry }] });
    const own = committed.splice(0);
    this.cache.committed(own);
    for (const entries of own) this.feed.publish(entries.queue, { type: 'entries', entries });
  }

  /** As a device connects: again and again while the store is away. */
  async follow(queue: QueueKey): Promise<void> {
    const subscriber = new Subscriber(this.feed, queue);
    this.subscribers.add(subscriber);
    while (this.subscribers.has(subscriber) && subscriber.has < 0) {
      const heads = await this.cache.heads([queue]).catch(() => undefined);
      if (heads?.[0] !== undefined) subscriber.begin(heads[0].head);
    }
  }

  leave(subscriber: Subscriber): void {
    subscriber.cancel();
    this.subscribers.delete(subscriber);
  }
}

/** Nodes over one store that refuses now and then, and a faulty bus. */
export class FeedWorld {
  readonly clock: FakeClock;
  readonly cluster: LossyCluster;
  readonly store: CountedStore;
  readonly limits: Limits;
  readonly nodes: FeedNode[];
  /** What handlers threw. */
  readonly broken: unknown[] = [];
  /** Probability that a read is refused. */
  refusal = 0;
  readonly #random: SeededRandom;

  constructor(cluster: LossyCluster, clock: FakeClock, count: number, given: Partial<Limits> = {}) {
    this.clock = clock;
    this.cluster = cluster;
    this.#random = cluster.random.fork();
    this.store = new CountedStore(clock);
    this.limits = { ...limits, ...given };
    this.nodes = Array.from({ length: count }, () => new FeedNode(this));
  }

  report(error: unknown): void {
    if (!(error instanceof TimelineError)) this.broken.push(error);
  }

  /** Reads wait before they look, and again before they answer. */
  slowStore(): Timeline {
    const pause = () => new Promise<void>((done) => this.clock.setTimer(this.#random.int(8), done));
    const slow =
      <Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
      async (...args: Args): Promise<Result> => {
        await pause();
        if (this.#random.chance(this.refusal)) throw new TimelineError('unavailable', 'away');
        const result = await call(...args);
        await pause();
        return result;
      };
    const { store } = this.store;
    return { ...store, heads: slow(store.heads), ranges: slow(store.ranges) };
  }
}
