import type { QueueKey } from '../../keys.ts';
import type { QueueHead, Range, RangeRequest, Timeline } from '../timeline.ts';
import { BlockReads } from './block-reads.ts';
import type { TailCacheLimits } from './tail-cache-limits.ts';
import type { TailLoader } from './tail-loader.ts';
import type { Tails } from './tails.ts';

/** Enough for head, first and wide read; a tail that is pushed out meanwhile is read past it. */
const rounds = 3;

/** Reads that are answered from tails, and make tails where there are none. */
export class KeptReads {
  /** Ranges and heads served from memory at once … */
  hits = 0;
  /** … and those that waited for the store. */
  misses = 0;
  readonly #store: Pick<Timeline, 'heads' | 'ranges'>;
  readonly #tails: Tails;
  readonly #loader: TailLoader;
  readonly #limits: TailCacheLimits;
  readonly #blocks: BlockReads;

  constructor(
    store: Pick<Timeline, 'heads' | 'ranges'>,
    tails: Tails,
    loader: TailLoader,
    limits: TailCacheLimits,
  ) {
    this.#store = store;
    this.#tails = tails;
    this.#loader = loader;
    this.#limits = limits;
    this.#blocks = new BlockReads(store, limits, (queue) => loader.countRead(tails.peek(queue)));
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

  /** Nobody joins the reads of old parts that are on their way. */
  forget(queue: QueueKey): void {
    this.#blocks.forget(queue);
  }

  forgetAll(): void {
    this.#blocks.forgetAll();
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

  #count(all: number, missed: number): void {
    this.hits += all - missed;
    this.misses += missed;
  }
}
