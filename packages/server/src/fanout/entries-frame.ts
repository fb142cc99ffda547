import { encodeEntries, encodeHeads, type QueueId } from '@eagre/protocol';
import type { Batch } from './backlog.ts';

/** One frame about entries of a queue: what `Receiver.entries` takes. */
export interface EntriesFrame {
  readonly frame: string;
  readonly batch: Batch;
}

export function frameOf(queue: QueueId, batch: Batch): EntriesFrame {
  const { epoch, first, last, items } = batch;
  const frame =
    items.length === 0
      ? encodeHeads([[queue, epoch, last]])
      : encodeEntries(queue, epoch, first, items);
  return { frame, batch };
}

/** Whether two batches of one queue hold the same entries. */
export function isSameBatch(one: Batch, other: Batch): boolean {
  return (
    one.epoch === other.epoch &&
    one.first === other.first &&
    one.last === other.last &&
    one.items.length === other.items.length
  );
}
