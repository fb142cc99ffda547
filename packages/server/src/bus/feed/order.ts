import type { Committed } from '../../timeline/committed.ts';
import type { QueueHead, Range } from '../../timeline/timeline.ts';
import type { BusMessage } from '../bus.ts';
import type { FeedCounts } from './feed-counts.ts';
import type { FeedLimits } from './feed-limits.ts';
import { type FeedQueue, unknownHead } from './feed-queue.ts';
import { Hole } from './hole.ts';

type Entries = Extract<BusMessage, { type: 'entries' }>;
type Head = Pick<QueueHead, 'epoch' | 'head'>;

export interface OrderHost {
  readonly limits: Pick<FeedLimits, 'feedHeldEntries' | 'feedHeldChars'>;
  readonly counts: FeedCounts;
  /** The next entries of a queue: to the tail cache and the subscribers. */
  pass(queue: FeedQueue, message: Entries): void;
  /** The queue stands at its `epoch` and `head` now, by entries that do not come. */
  skipped(queue: FeedQueue): void;
  /** Something is missing: it is read if it does not come by itself. Called again as long as it is. */
  missing(queue: FeedQueue): void;
  /** Nothing is missing any more. */
  complete(queue: FeedQueue): void;
}

/**
 * Makes of what the bus brings, in whatever order and as often, and of what the store has, each
 * queue's entries in order and once. What comes too early waits for what is before it.
 */
export class Order {
  readonly #host: OrderHost;

  constructor(host: OrderHost) {
    this.#host = host;
  }

  /** What the bus brought. */
  take(queue: FeedQueue, message: Entries): void {
    const { epoch, first, entries } = message.entries;
    const isNext = first === queue.head + 1 && epoch === queue.epoch && queue.hole === undefined;
    if (!isNext || entries.length === 0) this.#offer(queue, message.entries);
    else {
      queue.head += entries.length;
      this.#host.pass(queue, message);
    }
  }

  /** What somebody else read of the store for a device: the device knows all up to there. */
  heard(queue: FeedQueue, at: Head): void {
    if (queue.head === unknownHead) this.#begin(queue, at.epoch, at.head);
    else this.news(queue, at);
  }

  /** The queue goes so far, and no device knows it from this. True when that is news. */
  news(queue: FeedQueue, { epoch, head }: Head): boolean {
    const isKnown = queue.head !== unknownHead && epoch <= queue.epoch;
    if (isKnown && (epoch < queue.epoch || head <= queue.head)) return false;
    if (isKnown) {
      this.#holeOf(queue).want(head);
      this.#host.missing(queue);
      return true;
    }
    const wasEmpty = queue.head <= 0;
    this.#begin(queue, epoch, head);
    if (wasEmpty && head === 0) return false;
    this.#host.skipped(queue);
    return true;
  }

  /** What the store has of a hole that ended at `end`. */
  filled(queue: FeedQueue, range: Range, end: number): void {
    const { epoch, first, low, head, entries } = range;
    if (epoch !== queue.epoch) {
      this.news(queue, range);
      return;
    }
    if (low > queue.head) this.skip(queue, low);
    const before = queue.head;
    if (entries.length > 0) this.#offer(queue, { queue: queue.key, epoch, first, entries });
    this.#host.counts.repaired += Math.max(0, Math.min(queue.head, end) - before);
    // Cut by its bytes: the rest is not worth reading either.
    if (queue.head < end && head >= end) this.skip(queue, end);
    if (queue.hole !== undefined) this.#host.missing(queue);
  }

  /** The entries up to `to` will not come. */
  skip(queue: FeedQueue, to: number): void {
    queue.head = Math.max(queue.head, to);
    this.#host.skipped(queue);
    this.#join(queue);
  }

  /** Forgets what waits. */
  drop(queue: FeedQueue): void {
    if (queue.hole === undefined) return;
    queue.hole.clear();
    queue.hole = undefined;
    this.#host.complete(queue);
  }

  #offer(queue: FeedQueue, committed: Committed): void {
    const { epoch, first, entries } = committed;
    // An entry that is too long for the bus: only its place came.
    if (entries.length === 0) {
      this.news(queue, { epoch, head: first - 1 });
      return;
    }
    if (queue.head === unknownHead || epoch > queue.epoch) this.#begin(queue, epoch, first - 1);
    if (epoch < queue.epoch) return;
    if (first > queue.head + 1) {
      this.#hold(queue, committed);
      return;
    }
    this.#append(queue, committed);
    this.#join(queue);
  }

  /** Another log from now on, or the first word of this one. */
  #begin(queue: FeedQueue, epoch: number, head: number): void {
    this.drop(queue);
    queue.epoch = epoch;
    queue.head = head;
  }

  #append(queue: FeedQueue, committed: Committed): void {
    const { key } = queue;
    const { epoch, first, entries } = committed;
    const fresh = first > queue.head ? entries : entries.slice(queue.head + 1 - first);
    if (fresh.length === 0) return;
    const from = queue.head + 1;
    queue.head += fresh.length;
    this.#host.pass(queue, {
      type: 'entries',
      entries: { queue: key, epoch, first: from, entries: fresh },
    });
  }

  /** Handlers may publish while they are told, so `hole` is looked at anew each time. */
  #join(queue: FeedQueue): void {
    for (let next = queue.hole?.take(queue.head); next; next = queue.hole?.take(queue.head)) {
      this.#append(queue, next);
    }
    if (queue.hole === undefined) return;
    if (queue.hole.isPast(queue.head)) this.drop(queue);
    else this.#host.missing(queue);
  }

  #hold(queue: FeedQueue, committed: Committed): void {
    const { limits, counts } = this.#host;
    const hole = this.#holeOf(queue);
    hole.hold(committed);
    if (hole.entries > limits.feedHeldEntries || counts.heldChars > limits.feedHeldChars) {
      const { top } = hole;
      this.drop(queue);
      this.skip(queue, top);
    } else this.#host.missing(queue);
  }

  #holeOf(queue: FeedQueue): Hole {
    if (queue.hole === undefined) {
      queue.hole = new Hole(this.#host.counts);
      this.#host.counts.holes += 1;
    }
    return queue.hole;
  }
}
