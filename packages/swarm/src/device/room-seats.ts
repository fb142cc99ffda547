import type { RoomEnterAnswer } from '@eagre/protocol';
import type { Fleet } from './fleet.ts';
import type { RoomFrame } from './room-frame.ts';
import { RoomSeat, type SeatHost } from './room-seat.ts';

const none: ReadonlyMap<string, RoomSeat> = new Map();

/** The rooms that one device is in. Most have one or none, and it shall cost nothing. */
export class RoomSeats {
  readonly #host: SeatHost;
  readonly #fleet: Fleet;
  #seats: Map<string, RoomSeat> | undefined;
  /** The one of the latest frame: mostly it is that of the next, too. */
  #latest: RoomSeat | undefined;

  constructor(host: SeatHost, fleet: Fleet) {
    this.#host = host;
    this.#fleet = fleet;
  }

  get latest(): RoomSeat | undefined {
    return this.#latest;
  }

  get(room: string): RoomSeat | undefined {
    return this.#seats?.get(room);
  }

  all(): Iterable<RoomSeat> {
    return (this.#seats ?? none).values();
  }

  /** Takes the answer to `room.enter`: a new seat, or the old one again. */
  sit(answer: RoomEnterAnswer): void {
    let seat = this.get(answer.room);
    if (seat === undefined) {
      seat = new RoomSeat(this.#host, this.#fleet.ledger, answer);
      seat.isTimed = this.#fleet.isTimedSeat(answer.room);
      this.#seats ??= new Map();
      this.#seats.set(answer.room, seat);
      this.#fleet.inRooms += 1;
    } else {
      if (!seat.isInside) this.#fleet.inRooms += 1;
      seat.isInside = true;
      seat.returned(answer);
    }
    this.#latest = seat;
  }

  rise(room: string): void {
    const seat = this.get(room);
    if (seat === undefined) return;
    if (seat.isInside) this.#fleet.inRooms -= 1;
    this.#seats?.delete(room);
    this.#host.end(room);
    if (this.#latest === seat) this.#latest = undefined;
  }

  /** The connection is gone; the device will come back to its rooms. */
  lost(): void {
    for (const seat of this.all()) {
      if (seat.isInside) this.#fleet.inRooms -= 1;
      seat.isInside = false;
      seat.log.lost();
    }
  }

  /** False for a frame that came before the answer to `room.enter`: the next one tells the head. */
  take(frame: RoomFrame): boolean {
    if (this.#latest?.room !== frame.room) {
      const seat = this.#seats?.get(frame.room);
      if (seat === undefined) return false;
      this.#latest = seat;
    }
    this.#latest.take(frame);
    return true;
  }
}
