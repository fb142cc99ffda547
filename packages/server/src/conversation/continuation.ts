import type { GapReason, Position } from '@eagre/protocol';
import type { QueueHead } from '../timeline/timeline.ts';

export interface Continuation {
  /** The position that the device takes; what follows it is handed over. */
  from: number;
  gap?: GapReason;
}

/** Where a queue begins for a device that has no position in it. */
export interface NoPosition {
  /** What follows this place is the user's (`MemberRecord.start`; 0 for a user queue). */
  start: number;
  /** The device knows nothing yet: it is given the last `recent` entries only. */
  isFresh: boolean;
}

/**
 * Continues a device's position in a log, or says why it can't be (design invariant 3, never
 * silently). A position past the head of the same epoch is of a log that is gone, like one of
 * another epoch.
 */
export function continueFrom(position: Position, log: QueueHead, recent: number): Continuation {
  const { epoch, head, low } = log;
  if (position.epoch !== epoch || position.syncId > head) {
    return { from: Math.max(low, head - recent), gap: 'epoch' };
  }
  if (position.syncId < low) return { from: low, gap: 'trimmed' };
  return { from: position.syncId };
}

export function beginAt({ start, isFresh }: NoPosition, log: QueueHead, recent: number): number {
  const { head, low } = log;
  const first = Math.max(start, low);
  return Math.min(head, isFresh ? Math.max(first, head - recent) : first);
}
