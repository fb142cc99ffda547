import { limits } from '../limits.ts';

/** What a store keeps to; each has its reason in `limits.ts`. Tests hand in smaller ones. */
export interface TimelineLimits {
  batchEntries: number;
  batchMaxEntries: number;
  batchWaitMs: number;
  batchesInFlight: number;
  pendingEntries: number;
  cachedQueues: number;
  trimSlice: number;
}

export const timelineLimits = {
  batchEntries: limits.batchEntries,
  batchMaxEntries: limits.batchMaxEntries,
  batchWaitMs: limits.batchWaitMs,
  batchesInFlight: limits.batchesInFlight,
  pendingEntries: limits.pendingEntries,
  cachedQueues: limits.writerQueues,
  trimSlice: limits.trimSlice,
  queuesPerAppend: limits.queuesPerAppend,
  entryLength: limits.entryLength,
  documentLength: limits.documentLength,
  countNameLength: limits.countNameLength,
} as const;
