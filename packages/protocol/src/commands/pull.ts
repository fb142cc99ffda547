import { z } from 'zod';
import type { QueueEntry } from '../entry.ts';
import type { WireError } from '../errors.ts';
import type { QueueId } from '../ids.ts';
import { queueId } from '../ids.ts';
import { wireLimits } from '../limits.ts';
import { epoch, syncId } from '../position.ts';
import type { GapReason } from '../queue-state.ts';

/** Asks for the entries after `from` (exclusive) up to `to` (inclusive, default the head). */
export const pull = z.strictObject({
  id: z.int().min(0),
  cmd: z.literal('pull'),
  ranges: z
    .array(z.strictObject({ queue: queueId, epoch, from: syncId, to: syncId.optional() }))
    .min(1)
    .max(wireLimits.pullRanges),
  /** Bytes of entries for all ranges together, given to the ranges in the order they are named. */
  bytes: z.int().min(1).max(wireLimits.answerBytes).default(wireLimits.answerBytesDefault),
});
export type Pull = z.infer<typeof pull>;

/** One range's answer. Fewer items than asked for means: the budget ended, pull on. */
export interface PulledRange {
  queue: QueueId;
  epoch: number;
  head: number;
  from: number;
  items: QueueEntry[];
  gap?: GapReason;
  /** This range alone was refused; the others stand. */
  error?: WireError;
}

export interface PullAnswer {
  ranges: PulledRange[];
}
