import { z } from 'zod';
import type { AppId, DeviceId, QueueId, UserId } from '../ids.ts';
import { deviceId } from '../ids.ts';
import { wireLimits } from '../limits.ts';
import { queuePosition } from '../position.ts';
import type { QueueState } from '../queue-state.ts';

/** First command on a connection: who the device is, and how far it is in each queue. */
export const connect = z.strictObject({
  id: z.int().min(0),
  cmd: z.literal('connect'),
  token: z.string().min(1).max(4096),
  device: deviceId,
  positions: z.array(queuePosition).max(wireLimits.positions).default([]),
  /** Entries before the head wanted for queues without a position. */
  recent: z.int().min(0).max(wireLimits.recentEntries).default(wireLimits.recentEntriesDefault),
  /** Bytes of entries wanted in the answer; the rest is marked `truncated`. */
  bytes: z.int().min(0).max(wireLimits.answerBytes).default(wireLimits.answerBytesDefault),
  /** The device takes large room frames as binary messages, packed this way. */
  pack: z.enum(['deflate']).optional(),
  /** Name and version of the client, for the server's logs. */
  agent: z.string().max(128).optional(),
});
export type Connect = z.infer<typeof connect>;

export interface ConnectAnswer {
  app: AppId;
  user: UserId;
  device: DeviceId;
  /** Server time, milliseconds since 1970. */
  now: number;
  /** When the token ends; the server closes the connection then unless it was renewed. */
  tokenExpiresAt: number;
  /** The device must send something (a `ping` will do) at least this often. */
  heartbeatMs: number;
  /** Most urgent first. The user queue and the queue of every conversation in read mode. */
  queues: QueueState[];
  /** Queues the device named that are not (any more) the user's to follow. */
  dropped: QueueId[];
}
