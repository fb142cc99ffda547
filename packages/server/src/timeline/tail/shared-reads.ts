import type { QueueKey } from '../../keys.ts';
import type { QueueHead, Range, RangeRequest, Timeline } from '../timeline.ts';

/**
 * Reads of queues of which nothing may be kept, since nobody tells what others commit to them. Equal
 * ones at the same time are one read of the store.
 */
export class SharedReads {
  readonly #store: Pick<Timeline, 'heads' | 'ranges'>;
  /** Told of each read of a queue. */
  readonly #onRead: () => void;
  readonly #flights = new Map<QueueKey, Map<string, Promise<unknown>>>();

  constructor(store: Pick<Timeline, 'heads' | 'ranges'>, onRead: () => void) {
    this.#store = store;
    this.#onRead = onRead;
  }

  /** Reads are on their way. */
  get isBusy(): boolean {
    return this.#flights.size > 0;
  }

  heads(queues: readonly QueueKey[]): Promise<QueueHead[]> {
    return this.#together(
      queues,
      (queue) => [queue, 'head'],
      (fresh) => this.#store.heads(fresh),
    );
  }

  ranges(requests: readonly RangeRequest[]): Promise<Range[]> {
    return this.#together(
      requests,
      ({ queue, after, to, limit, bytes }) => [queue, `${after} ${to} ${limit} ${bytes}`],
      (fresh) => this.#store.ranges(fresh),
    );
  }

  /** Nobody joins the reads of this queue that are on their way. */
  forget(queue: QueueKey): void {
    this.#flights.delete(queue);
  }

  forgetAll(): void {
    this.#flights.clear();
  }

  #together<Item, Result>(
    items: readonly Item[],
    nameOf: (item: Item) => [queue: QueueKey, what: string],
    read: (fresh: Item[]) => Promise<Result[]>,
  ): Promise<Result[]> {
    const fresh: Item[] = [];
    const done = Promise.withResolvers<Result[]>();
    const flights = items.map((item) => {
      const [queue, what] = nameOf(item);
      const ofQueue = this.#flights.getOrInsertComputed(queue, () => new Map());
      const present = ofQueue.get(what) as Promise<Result> | undefined;
      if (present !== undefined) return present;
      const place = fresh.push(item) - 1;
      const flight = done.promise
        .then((results) => results[place] as Result)
        .finally(() => this.#landed(queue, what, flight));
      ofQueue.set(what, flight);
      this.#onRead();
      return flight;
    });
    if (fresh.length > 0) read(fresh).then(done.resolve, done.reject);
    return Promise.all(flights);
  }

  #landed(queue: QueueKey, what: string, flight: Promise<unknown>): void {
    const ofQueue = this.#flights.get(queue);
    if (ofQueue?.get(what) !== flight) return;
    ofQueue.delete(what);
    if (ofQueue.size === 0) this.#flights.delete(queue);
  }
}
