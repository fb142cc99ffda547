import type { QueueId } from '@eagre/protocol';
import type { Flush, RoomFrame } from './audience-receiver.ts';

/** A room as its audience sees it. */
export interface AudienceSource {
  readonly queue: QueueId;
  /** A flush was handed out to its end, and what waited for that has begun. */
  landed?(): void;
  /** The newest reliable entry known. */
  position(): { epoch: number; head: number };
  /**
   * The frame for devices that have everything up to `after` only: the content of `flush`, its
   * entries replaced by all from `after + 1` to `last`. Beyond `last` there may be entries on their
   * way to these devices, so the frame does not tell of them. Without `flush` it has no other
   * content. Undefined when memory does not reach back so far: the devices must pull.
   *
   * Called once for each distinct pair of a flush.
   */
  catchUp(flush: Flush | undefined, after: number, last: number): RoomFrame | undefined;
}
