import type { Random } from '@eagre/protocol';
import type { Device } from '../../device/device.ts';
import type { NightRoom, RoomSize } from './night-plan.ts';

/** Chances to find a viewer who stands still. */
const tries = 8;

export interface FloorRoom {
  room: string;
  size: RoomSize;
  /** This process's viewers who are inside; whoever moves them changes the list. */
  devices: Device[];
  /** Of all processes, at the start. */
  crowd: number;
}

export interface Viewer {
  device: Device;
  /** Where it is, or where it is going. */
  at: FloorRoom;
  isMoving: boolean;
  /** Neither hops nor loses its connection: the host, or a regular who sees all that the room shows. */
  stays: boolean;
  isHost: boolean;
}

/** The rooms of a night and who of this process is in which. */
export class Floor {
  readonly rooms: readonly FloorRoom[];
  readonly viewers: readonly Viewer[];

  /** Nobody is inside yet. `devices` by the user's place in the list of all; those of others are not there. */
  constructor(rooms: readonly NightRoom[], devices: ReadonlyMap<number, Device>) {
    const viewers: Viewer[] = [];
    this.rooms = rooms.map(({ room, size, viewers: users, host }) => {
      const at: FloorRoom = { room, size, devices: [], crowd: users.length };
      for (const user of users) {
        const device = devices.get(user);
        if (device !== undefined)
          viewers.push({
            device,
            at,
            isMoving: true,
            stays: user === users[0],
            isHost: user === host,
          });
      }
      return at;
    });
    this.viewers = viewers;
  }

  /** A viewer who stands still and may go, any of them; undefined when hardly any does. */
  someone(random: Random): Viewer | undefined {
    for (let i = 0; i < tries; i += 1) {
      const viewer = this.viewers[Math.floor(random.next() * this.viewers.length)];
      if (viewer !== undefined && !viewer.isMoving && !viewer.stays) return viewer;
    }
    return undefined;
  }

  /** The viewer is on its way, and speaks nowhere. */
  leave(viewer: Viewer): void {
    viewer.isMoving = true;
    const { devices } = viewer.at;
    const at = devices.indexOf(viewer.device);
    const last = devices.pop();
    if (last !== undefined && at < devices.length) devices[at] = last;
  }

  arrive(viewer: Viewer, at: FloorRoom): void {
    viewer.at = at;
    viewer.isMoving = false;
    at.devices.push(viewer.device);
  }
}
