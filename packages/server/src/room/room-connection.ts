import type { AppId, DeviceId, UserId } from '@eagre/protocol';
import type { AudienceReceiver } from '../fanout/audience-receiver.ts';

/** A device's connection as the rooms see it; the gateway's is one. */
export interface RoomConnection extends AudienceReceiver {
  readonly identity:
    | { readonly app: AppId; readonly user: UserId; readonly device: DeviceId }
    | undefined;
  /** Neither side has closed it. */
  readonly open: boolean;
  /** Sends a frame that is not lost while the connection stands. */
  notify(frame: string): void;
}
