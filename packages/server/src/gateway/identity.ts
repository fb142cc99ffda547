import type { AppId, DeviceId, UserId } from '@eagre/protocol';

/** Who a connection is, as its token said. Times are wall clock, milliseconds since 1970. */
export interface Identity {
  readonly app: AppId;
  readonly user: UserId;
  readonly device: DeviceId;
  /** Start of the token's life; the device is told of the end at 80 % of it. */
  readonly tokenIssuedAt: number;
  /** The connection is closed then unless the token was renewed. */
  readonly tokenExpiresAt: number;
}
