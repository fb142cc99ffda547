import type { Device } from '../../device/device.ts';
import type { Fleet } from '../../device/fleet.ts';
import type { RoomFrame } from '../../device/room-frame.ts';

/** What the frames of one room tell one device besides messages. */
export class RoomWatch {
  readonly #room: string;
  /** Those who came in, named or not. */
  joins = 0;
  /** The online count that was told last. */
  online: number | undefined;
  /** Totals of counters, as told last. */
  readonly counters = new Map<string, number>();

  /** From now on, beside whoever else looks at the fleet's frames. */
  constructor(fleet: Pick<Fleet, 'onRoomFrame'>, device: Device, room: string) {
    this.#room = room;
    const others = fleet.onRoomFrame;
    fleet.onRoomFrame = (at, frame) => {
      others(at, frame);
      if (at === device) this.#take(frame);
    };
  }

  #take({ room, joins, devices, counters }: RoomFrame): void {
    if (room !== this.#room) return;
    this.joins += joins;
    this.online = devices ?? this.online;
    for (const [name, total] of Object.entries(counters ?? {})) this.counters.set(name, total);
  }
}
