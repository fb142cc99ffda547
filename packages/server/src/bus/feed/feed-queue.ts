import type { QueueKey } from '../../keys.ts';
import type { Bus, BusMessage, Subscription } from '../bus.ts';
import type { Hole } from './hole.ts';

export type Handler = (message: BusMessage) => void;

/** Where a queue belongs. */
export interface FeedOfQueue {
  take(queue: FeedQueue, message: BusMessage): void;
  remove(queue: FeedQueue, handler: Handler): void;
}

/** The head of a queue of which nothing was heard yet. */
export const unknownHead = -1;

/**
 * A queue that somebody on this node follows: how far its entries were handed on. A node follows a
 * hundred thousand of them, so everything that is seldom needed hangs on `hole`.
 */
export class FeedQueue {
  readonly feed: FeedOfQueue;
  readonly key: QueueKey;
  /** When the subscription was made: see `InForce`. */
  readonly mark: number;
  epoch = 0;
  /** All up to here was handed on or told, or was there when the queue was read first. */
  head = unknownHead;
  hole: Hole | undefined;
  /** A queue has one handler nearly always: only more of them cost an array. */
  handlers: Handler | Handler[] | undefined;
  subscription: Subscription | undefined;

  constructor(feed: FeedOfQueue, key: QueueKey, mark: number) {
    this.feed = feed;
    this.key = key;
    this.mark = mark;
  }

  get isFollowed(): boolean {
    return this.handlers !== undefined;
  }

  /** Begins to listen; the handler holds on to nothing but the queue. */
  listen(bus: Pick<Bus, 'subscribe'>): void {
    this.subscription = bus.subscribe(this.key, (message) => this.feed.take(this, message));
  }

  addHandler(handler: Handler): void {
    // A new array each time: a message being handed out keeps the list it began with.
    this.handlers = this.handlers === undefined ? handler : [...listOf(this.handlers), handler];
  }

  removeHandler(handler: Handler): void {
    if (this.handlers === undefined) return;
    const all = listOf(this.handlers);
    const index = all.indexOf(handler);
    if (index < 0) return;
    this.handlers = all.length === 1 ? undefined : all.toSpliced(index, 1);
  }
}

function listOf(handlers: Handler | Handler[]): Handler[] {
  return typeof handlers === 'function' ? [handlers] : handlers;
}

/** Holds what it takes to cancel without a closure for each of many thousand queues. */
export class FeedSubscription implements Subscription {
  readonly #queue: FeedQueue;
  #handler: Handler | undefined;

  constructor(queue: FeedQueue, handler: Handler) {
    this.#queue = queue;
    this.#handler = handler;
    queue.addHandler(handler);
  }

  cancel(): void {
    if (this.#handler !== undefined) this.#queue.feed.remove(this.#queue, this.#handler);
    this.#handler = undefined;
  }
}
