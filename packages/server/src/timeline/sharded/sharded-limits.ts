import type { Limits } from '../../limits.ts';

/** What several servers under one map keep to; each has its reason in `limits.ts`. */
export type ShardedLimits = Pick<
  Limits,
  | 'mapCheckMs'
  | 'mapTrustMs'
  | 'mapMovingMs'
  | 'bucketHoldMs'
  | 'bucketHeld'
  | 'outboxWaitMs'
  | 'outboxLanes'
  | 'outboxOrders'
  | 'outboxOrderBytes'
  | 'outboxClearMs'
  | 'outboxSweepMs'
  | 'outboxSweepPage'
>;
