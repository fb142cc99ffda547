import type { Limits } from '../../limits.ts';

export type FeedLimits = Pick<
  Limits,
  | 'feedHoleMs'
  | 'feedHoleEntries'
  | 'feedHoleBytes'
  | 'feedHoleQueues'
  | 'feedReads'
  | 'feedHeldEntries'
  | 'feedHeldChars'
  | 'feedCheckMs'
  | 'feedCheckAwayMs'
  | 'feedCheckQueues'
  | 'feedCheckPerSecond'
  | 'feedRetryMs'
  | 'feedRetryMaxMs'
  | 'feedSettleMs'
>;
