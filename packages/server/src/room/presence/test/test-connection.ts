import type { AppId, DeviceId, UserId } from '@eagre/protocol';
import type { RoomConnection } from '../../room-connection.ts';

/** A connection of a device, as the rooms see it. */
export class TestConnection implements RoomConnection {
  readonly identity: { readonly app: AppId; readonly user: UserId; readonly device: DeviceId };
  readonly notified: string[] = [];
  open = true;

  constructor(user: string, device = 'phone') {
    this.identity = { app: 'shop' as AppId, user: user as UserId, device: device as DeviceId };
  }

  room(): boolean {
    return true;
  }

  tellHead(): void {}

  notify(frame: string): void {
    this.notified.push(frame);
  }
}
