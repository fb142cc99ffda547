import type { FanoutMode, Priority } from './classes.ts';
import type { QueueEntry } from './entry.ts';
import type { QueueId } from './ids.ts';

/** Why a position could not be continued: the log is another one, or its old end was trimmed. */
export type GapReason = 'epoch' | 'trimmed';

/**
 * A queue as the answers to `connect` and `sync` tell it. The device takes `from` as its position,
 * then hands over `items` as `from + 1`, `from + 2` …
 */
export interface QueueState {
  queue: QueueId;
  epoch: number;
  head: number;
  from: number;
  items: QueueEntry[];
  /** `from + items.length < head`: the device must pull on. */
  truncated?: true;
  /** The device's position could not be continued; `from` is where the log goes on. */
  gap?: GapReason;
  /** Effective class for this user: `low` when muted. */
  priority: Priority;
  /** Of conversation queues only. */
  mode?: FanoutMode;
  name?: string;
  /** The user's read watermark. */
  read?: number;
}
