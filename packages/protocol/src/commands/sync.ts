import { z } from 'zod';
import type { QueueId } from '../ids.ts';
import { wireLimits } from '../limits.ts';
import { queuePosition } from '../position.ts';
import type { QueueState } from '../queue-state.ts';

/** Compares positions with heads on an open connection: finds a push that never came. */
export const sync = z.strictObject({
  id: z.int().min(0),
  cmd: z.literal('sync'),
  positions: z.array(queuePosition).max(wireLimits.positions),
  recent: z.int().min(0).max(wireLimits.recentEntries).default(wireLimits.recentEntriesDefault),
  bytes: z.int().min(0).max(wireLimits.answerBytes).default(wireLimits.answerBytesDefault),
});
export type Sync = z.infer<typeof sync>;

export interface SyncAnswer {
  /** Every queue of the user, most urgent first; `items` is empty where nothing is missing. */
  queues: QueueState[];
  dropped: QueueId[];
}
