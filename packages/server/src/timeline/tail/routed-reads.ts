import type { QueueKey } from '../../keys.ts';
import type { TailFeed } from './tail-feed.ts';

interface Ways<Item, Result> {
  /** For queues that are fed … */
  readonly kept: (items: readonly Item[]) => Promise<Result[]>;
  /** … and for all others. */
  readonly shared: (items: readonly Item[]) => Promise<Result[]>;
}

/** Reads each queue the way that is right for it, as soon as what is about to be fed is. */
export async function routed<Item, Result>(
  feed: Pick<TailFeed, 'isFed' | 'ready'>,
  items: readonly Item[],
  queueOf: (item: Item) => QueueKey,
  { kept, shared }: Ways<Item, Result>,
): Promise<Result[]> {
  const ready = feed.ready(items.map(queueOf));
  if (ready !== undefined) await ready;
  const isFed = items.map((item) => feed.isFed(queueOf(item)));
  if (isFed.every((fed) => fed)) return kept(items);
  const [fromKept, fromShared] = await Promise.all([
    kept(items.filter((_, index) => isFed[index])),
    shared(items.filter((_, index) => !isFed[index])),
  ]);
  let nextKept = 0;
  let nextShared = 0;
  return isFed.map((fed) => (fed ? fromKept[nextKept++] : fromShared[nextShared++]) as Result);
}
