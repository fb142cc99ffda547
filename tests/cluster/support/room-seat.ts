import type { EagreClient, Room } from '@eagre/client';

/** What the application of a device was told of one stay in a room. */
export class RoomSeat {
  readonly room: Room;
  readonly name: string;
  /** Client ids of best-effort messages. */
  readonly chat = new Set<string>();
  readonly faults: string[] = [];
  /** Place of the last reliable entry; undefined before the first. */
  last: number | undefined;
  first: number | undefined;
  /** A hop from here is under way: who taps now taps into the void. */
  isBeingLeft = false;

  constructor(room: Room, name: string, note: (text: string) => void) {
    this.room = room;
    this.name = name;
    const told = (what: string) => note(`${name} ${room.id} < ${what}`);
    const entry = ({ syncId }: { syncId: number }) => {
      told(`entry ${syncId}`);
      if (this.last !== undefined && syncId !== this.last + 1) {
        this.faults.push(`${room.id}: entry ${syncId} came after ${this.last}`);
      }
      this.first ??= syncId;
      this.last = syncId;
    };
    room.on('message', entry);
    room.on('attributes', entry);
    room.on('gap', ({ reason, from, to }) => {
      this.faults.push(`${room.id}: gap ${reason} from ${from} to ${to}`);
    });
    room.on('chat', ({ id }) => {
      if (id === undefined) return;
      told(`chat ${id}`);
      if (this.chat.has(id)) this.faults.push(`${room.id}: chat ${id} came twice`);
      this.chat.add(id);
    });
    room.on('online', ({ devices, users }) => {
      told(`online ${devices} ${users}`);
      if (devices < 0 || users < 0) this.faults.push(`${room.id}: ${devices} devices online`);
    });
  }
}

/** The rooms that one device is in. */
export class RoomSeats {
  readonly all = new Map<string, RoomSeat>();
  readonly faults: string[] = [];
  readonly #name: string;
  readonly #note: (text: string) => void;

  constructor(name: string, note: (text: string) => void) {
    this.#name = name;
    this.#note = note;
  }

  get inside(): RoomSeat[] {
    return [...this.all.values()].filter(({ room }) => room.inside);
  }

  /** Enters, or hops from another room. */
  async enter(client: EagreClient, id: string, from?: RoomSeat): Promise<void> {
    if (this.all.get(id)?.room.inside) return;
    if (from !== undefined) from.isBeingLeft = true;
    const room = await client
      .enter(id, from === undefined ? {} : { leave: from.room })
      .finally(() => {
        if (from !== undefined) from.isBeingLeft = false;
      });
    this.#keep(this.all.get(id));
    this.all.set(id, new RoomSeat(room, this.#name, this.#note));
  }

  /** The device starts anew: it is in no room, as far as it knows. */
  clear(): void {
    for (const seat of this.all.values()) this.#keep(seat);
    this.all.clear();
  }

  /** What went wrong in any stay. */
  found(): string[] {
    return [...this.faults, ...[...this.all.values()].flatMap(({ faults }) => faults)];
  }

  #keep(seat: RoomSeat | undefined): void {
    if (seat !== undefined) this.faults.push(...seat.faults);
  }
}
