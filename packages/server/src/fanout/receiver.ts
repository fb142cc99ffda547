import type { Priority, QueueId } from '@eagre/protocol';

/**
 * A device as the fan-out sees it; the gateway's connection is one. No call allocates for a device
 * that reads in time.
 */
export interface Receiver {
  /**
   * A frame with entries of `queue` up to `last`. A receiver that cannot take it notes that it is
   * behind in this queue, lets the device pull, and says false.
   */
  entries(frame: string, queue: QueueId, epoch: number, last: number, lane: Priority): boolean;
  /** A frame that may be lost. */
  ephemeral(frame: string): void;
  /** `deviceKey` of keys.ts: unique within an app. Empty before the device has said who it is. */
  readonly device: string;
}
