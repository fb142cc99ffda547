import type { RoomEnterAnswer } from '@eagre/protocol';
import type { Ledger } from './ledger.ts';
import type { FollowerHost } from './queue-follower.ts';
import type { RoomFrame } from './room-frame.ts';
import { RoomSeat } from './room-seat.ts';

/** The rooms that one device is in. Most have one or none, and it shall cost nothing. */
export class RoomSeats {
  readonly #host: FollowerHost & { user: string };
  readonly #ledger: Ledger;
  #seats: Map<string, RoomSeat> | undefined;
  /** The one of the latest frame: mostly it is that of the next, too. */
  #latest: RoomSeat | undefined;

  constructor(host: FollowerHost & { user: string }, ledger: Ledger) {
    this.#host = host;
    this.#ledger = ledger;
  }

  get latest(): RoomSeat | undefined {
    return this.#latest;
  }

  get(room: string): RoomSeat | undefined {
    return this.#seats?.get(room);
  }

  all(): Iterable<RoomSeat> {
    return this.#seats?.values() ?? [];
  }

  sit(answer: RoomEnterAnswer): void {
    const seat = new RoomSeat(this.#host, this.#ledger, answer);
    this.#seats ??= new Map();
    this.#seats.set(answer.room, seat);
    this.#latest = seat;
  }

  rise(room: string): void {
    this.#seats?.delete(room);
    if (this.#latest?.room === room) this.#latest = undefined;
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
