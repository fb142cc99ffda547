import type { Clock, Timer } from '@eagre/protocol';
import type { Limits } from '../limits.ts';
import type { Room } from './room.ts';

export interface RoomClosingUse {
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'roomGraceMs' | 'roomLeaveSlice'>;
}

/**
 * The end of a room. Its last entry goes to the devices like any other, with time for those that
 * refuse it at first; then all are put out, in slices.
 */
export class RoomClosing {
  readonly #room: Room;
  readonly #use: RoomClosingUse;
  #timer: Timer | undefined;
  #begun = false;

  constructor(room: Room, use: RoomClosingUse) {
    this.#room = room;
    this.#use = use;
  }

  begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#after(this.#use.limits.roomGraceMs);
  }

  stop(): void {
    this.#begun = true;
    this.#timer?.cancel();
  }

  #after(ms: number): void {
    this.#timer = this.#use.clock.setTimer(ms, () => this.#putOutSome());
  }

  #putOutSome(): void {
    const { crowd, order } = this.#room;
    for (let left = this.#use.limits.roomLeaveSlice; left > 0; left -= 1) {
      const { newest } = crowd;
      if (newest === undefined) break;
      order.putOut(newest, 'closed');
      // The node is about to stop, and its presence puts nobody out any more.
      if (crowd.newest === newest) return;
    }
    if (crowd.devices > 0) this.#after(0);
    // Whoever came in because this node heard late of the end is put out when it does.
    else this.#begun = false;
  }
}
