import type { QueueKey } from '../keys.ts';

/** Entries that were committed to one queue: `entries[i]` has syncId `first + i`. */
export interface Committed {
  queue: QueueKey;
  epoch: number;
  first: number;
  /** JSON texts. */
  entries: string[];
}
