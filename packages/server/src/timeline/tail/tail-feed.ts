import type { QueueKey } from '../../keys.ts';
import type { QueueHead, Timeline } from '../timeline.ts';

/** Where other nodes write to the same store: which queues this node hears all news of. */
export interface TailFeed {
  /** Everything that is committed to the queue is told by `passed`, until `forget` or `forgetAll`. */
  isFed(queue: QueueKey): boolean;
  /** To be awaited before queues are read: those that are about to be fed are, if they can be. */
  ready(queues: readonly QueueKey[]): Promise<void> | undefined;
  /** What the store says of a queue; `wasFed` when the read began. */
  heard(queue: QueueKey, at: QueueHead, wasFed: boolean): void;
  /** The entry tells that one before it was replaced in the same commit. */
  redacts(entry: string): boolean;
}

/** Reads of the store that tell the feed what it says. */
export function tellingReads(
  store: Pick<Timeline, 'heads' | 'ranges'>,
  feed: Pick<TailFeed, 'heard' | 'isFed'>,
): Pick<Timeline, 'heads' | 'ranges'> {
  return {
    heads: (queues) => telling(feed, queues, () => store.heads(queues)),
    ranges: (requests) => {
      const queues = requests.map(({ queue }) => queue);
      return telling(feed, queues, () => store.ranges(requests));
    },
  };
}

async function telling<Result extends QueueHead>(
  feed: Pick<TailFeed, 'heard' | 'isFed'>,
  queues: readonly QueueKey[],
  read: () => Promise<Result[]>,
): Promise<Result[]> {
  const wasFed = queues.map((queue) => feed.isFed(queue));
  const results = await read();
  for (const [index, queue] of queues.entries()) {
    const at = results[index];
    if (at !== undefined) feed.heard(queue, at, wasFed[index] === true);
  }
  return results;
}
