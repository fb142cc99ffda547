import { z } from 'zod';
import type { QueueId } from './ids.ts';
import { queueId } from './ids.ts';

/**
 * A place in a queue. Within `(queue, epoch)` syncIds are 1, 2, 3 … without a hole; a new epoch
 * means that the log before it is gone (restored from a backup, say). The client keeps it.
 */
export interface Position {
  epoch: number;
  syncId: number;
}

export const syncId = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
export const epoch = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** `[queue, epoch, syncId]`: a tuple, since a connect carries hundreds. */
export const queuePosition = z.tuple([queueId, epoch, syncId]);
export type QueuePosition = [queue: QueueId, epoch: number, syncId: number];
