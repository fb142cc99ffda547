import type { QueueKey } from '../../keys.ts';
import { takeEntries } from '../take-entries.ts';
import type { QueueHead, Range, RangeRequest, Timeline } from '../timeline.ts';
import type { TailCacheLimits } from './tail-cache-limits.ts';

/**
 * Reads of parts that are older than any tail. They are cut into blocks at even places, so that
 * requests that overlap share the blocks on their way; nothing of it is kept afterwards.
 */
export class BlockReads {
  readonly #store: Pick<Timeline, 'ranges'>;
  readonly #limits: TailCacheLimits;
  readonly #onRead: (queue: QueueKey) => void;
  readonly #flights = new Map<QueueKey, Map<number, Promise<Range>>>();

  constructor(
    store: Pick<Timeline, 'ranges'>,
    limits: TailCacheLimits,
    onRead: (queue: QueueKey) => void,
  ) {
    this.#store = store;
    this.#limits = limits;
    this.#onRead = onRead;
  }

  /** `known`: the queue's head as the caller knows it, at most as new as the store. */
  async range(request: RangeRequest, known: QueueHead): Promise<Range> {
    const after = Math.max(request.after, known.low);
    const to = Math.min(request.to ?? known.head, known.head, after + request.limit);
    const size = this.#limits.blockEntries;
    const blocks: Promise<Range>[] = [];
    for (let start = Math.floor(after / size) * size; start < to; start += size) {
      blocks.push(this.#block(request.queue, start));
    }
    return this.#join(request, { after, to, head: known.head }, await Promise.all(blocks));
  }

  /** Nobody joins the reads that are on their way. */
  forget(queue: QueueKey): void {
    this.#flights.delete(queue);
  }

  forgetAll(): void {
    this.#flights.clear();
  }

  #join(
    request: RangeRequest,
    { after, to, head }: { after: number; to: number; head: number },
    blocks: readonly Range[],
  ): Promise<Range> | Range {
    const entries: string[] = [];
    for (const block of blocks) {
      const from = after + entries.length + 1;
      const isWhole = block.first <= from && block.first + block.entries.length > from;
      // Trimmed meanwhile, or the block was cut by its bytes: the store shall answer for itself.
      if (!isWhole) return this.#direct(request);
      entries.push(...block.entries.slice(from - block.first, to + 1 - block.first));
    }
    const last = blocks.at(-1);
    if (last === undefined || last.low > after || after + entries.length !== to) {
      return this.#direct(request);
    }
    // The head that `to` was made from: with a newer one, entries would seem to be missing.
    return {
      epoch: last.epoch,
      head,
      low: last.low,
      first: after + 1,
      entries: takeEntries(entries, request.limit, request.bytes),
    };
  }

  async #direct(request: RangeRequest): Promise<Range> {
    this.#onRead(request.queue);
    const [range] = await this.#store.ranges([request]);
    return range as Range;
  }

  #block(queue: QueueKey, start: number): Promise<Range> {
    const ofQueue = this.#flights.getOrInsertComputed(queue, () => new Map());
    const present = ofQueue.get(start);
    if (present !== undefined) return present;
    const { blockEntries, blockBytes } = this.#limits;
    const flight = this.#direct({
      queue,
      after: start,
      to: start + blockEntries,
      limit: blockEntries,
      bytes: blockBytes,
    }).finally(() => {
      if (ofQueue.get(start) === flight) ofQueue.delete(start);
      if (ofQueue.size === 0 && this.#flights.get(queue) === ofQueue) this.#flights.delete(queue);
    });
    ofQueue.set(start, flight);
    return flight;
  }
}
