import type { QueueKey } from '../../keys.ts';
import type { Committed } from '../committed.ts';
import type { QueueHead, Range, RangeRequest, Timeline } from '../timeline.ts';
import { Tail } from './tail.ts';
import type { TailCacheLimits } from './tail-cache-limits.ts';
import type { Tails } from './tails.ts';

/** A read of one queue on its way; at most one a queue. */
interface Flight {
  done: Promise<void>;
  /** Committed while no tail could take it: the read may have started before. */
  noted: Committed[];
  /**
   * Its result may be kept: the queue was fed when it started, and since then nothing it may have read
   * was replaced or removed, and no news of it was lost.
   */
  usable: boolean;
}

export interface LoaderCounts {
  storeReads: number;
  /** Of the queue that was asked for most. */
  mostReadsOfQueue: number;
}

/**
 * Fills tails from the store: one call for all queues of a caller, one read at a time for a queue,
 * shared by everybody who needs it.
 *
 * Races: a read sees what was committed before it started. What is committed later is told by
 * `committed`; it goes into the tail, or, when there is none yet, is noted with the read and added
 * to its result. A read may also be ahead of the news; the tail leaves out what it has.
 */
export class TailLoader {
  readonly counts: LoaderCounts = { storeReads: 0, mostReadsOfQueue: 0 };
  readonly #store: Pick<Timeline, 'heads' | 'ranges'>;
  readonly #tails: Tails;
  readonly #limits: TailCacheLimits;
  /** All that is committed to the queue is told from now on, until `forget`. */
  readonly #isFed: (queue: QueueKey) => boolean;
  readonly #flights = new Map<QueueKey, Flight>();

  constructor(
    store: Pick<Timeline, 'heads' | 'ranges'>,
    tails: Tails,
    limits: TailCacheLimits,
    isFed: (queue: QueueKey) => boolean,
  ) {
    this.#store = store;
    this.#tails = tails;
    this.#limits = limits;
    this.#isFed = isFed;
  }

  /** Makes tails that know the head. */
  loadHeads(queues: readonly QueueKey[]): Promise<void> {
    return this.#load(
      queues,
      (queue) => queue,
      (fresh) => this.#store.heads(fresh),
      (queue, head, flight) => this.#install(queue, head, flight),
    );
  }

  /** Makes tails longer so that they serve the requests, which are within reach of a tail. */
  loadEntries(requests: readonly RangeRequest[]): Promise<void> {
    return this.#load(
      requests,
      (request) => request.queue,
      (fresh) => this.#store.ranges(fresh.map((request) => this.#widened(request))),
      (queue, range: Range) => {
        const tail = this.#tails.peek(queue);
        if (tail !== undefined) this.#tails.change(tail, () => tail.prepend(range));
      },
    );
  }

  note(committed: Committed): void {
    const flight = this.#flights.get(committed.queue);
    if (flight === undefined) return;
    if (flight.noted.length >= this.#limits.tailEntries) this.forget(committed.queue);
    else flight.noted.push(committed);
  }

  /** Nobody joins the read that is on its way, and its result is not kept. */
  forget(queue: QueueKey): void {
    const flight = this.#flights.get(queue);
    if (flight === undefined) return;
    flight.usable = false;
    this.#flights.delete(queue);
  }

  forgetAll(): void {
    for (const flight of this.#flights.values()) flight.usable = false;
    this.#flights.clear();
  }

  countRead(tail: Tail | undefined): void {
    this.counts.storeReads += 1;
    if (tail === undefined) return;
    tail.reads += 1;
    this.counts.mostReadsOfQueue = Math.max(this.counts.mostReadsOfQueue, tail.reads);
  }

  /** Resolves when every item was read, by a flight of this call or one that is on its way. */
  async #load<Item, Result>(
    items: readonly Item[],
    queueOf: (item: Item) => QueueKey,
    read: (fresh: Item[]) => Promise<Result[]>,
    keep: (queue: QueueKey, result: Result, flight: Flight) => void,
  ): Promise<void> {
    const fresh: Item[] = [];
    const flights: Flight[] = [];
    const joined = new Set<Promise<void>>();
    const own = Promise.withResolvers<void>();
    for (const item of items) {
      const present = this.#flights.get(queueOf(item));
      if (present !== undefined) {
        if (present.done !== own.promise) joined.add(present.done);
        continue;
      }
      // Who reads in several steps may take the next one when the queue is fed no more.
      const flight = { done: own.promise, noted: [], usable: this.#isFed(queueOf(item)) };
      this.#flights.set(queueOf(item), flight);
      flights.push(flight);
      fresh.push(item);
    }
    if (fresh.length > 0) {
      await this.#fly(fresh, queueOf, flights, read, keep).then(own.resolve, own.reject);
      joined.add(own.promise);
    }
    await Promise.all(joined);
  }

  async #fly<Item, Result>(
    fresh: Item[],
    queueOf: (item: Item) => QueueKey,
    flights: readonly Flight[],
    read: (fresh: Item[]) => Promise<Result[]>,
    keep: (queue: QueueKey, result: Result, flight: Flight) => void,
  ): Promise<void> {
    const landed: [QueueKey, Flight][] = fresh.map((item, index) => [
      queueOf(item),
      flights[index] as Flight,
    ]);
    for (const item of fresh) this.countRead(this.#tails.peek(queueOf(item)));
    try {
      const results = await read(fresh);
      landed.forEach(([queue, flight], index) => {
        if (flight.usable) keep(queue, results[index] as Result, flight);
      });
    } finally {
      for (const [queue, flight] of landed) {
        if (this.#flights.get(queue) === flight) this.#flights.delete(queue);
      }
    }
  }

  #install(queue: QueueKey, head: QueueHead, flight: Flight): void {
    const tail = new Tail(head);
    tail.reads = 1;
    for (const committed of flight.noted) {
      if (!tail.append(committed, this.#limits.tailEntries)) return;
    }
    this.#tails.add(queue, tail);
  }

  /**
   * The first read takes what is asked for, from an even place; a second one takes all a tail may
   * hold, since more will be asked for. So a queue that many read is read three times at most.
   */
  #widened(request: RangeRequest): RangeRequest {
    const { tailAlign, tailEntries, blockBytes } = this.#limits;
    const tail = this.#tails.peek(request.queue);
    if (tail === undefined) return request;
    const { head, low } = tail.head();
    const reach = Math.max(low, head - tailEntries);
    const even = Math.floor(request.after / tailAlign) * tailAlign;
    const after = tail.isFilled ? reach : Math.max(even, reach);
    return {
      queue: request.queue,
      after,
      to: tail.first - 1,
      limit: tailEntries,
      bytes: blockBytes,
    };
  }
}
