import type { RoomMessageEvent } from '../rooms/room-events.ts';
import { viewLimits } from './view-limits.ts';

/** Messages of a room that open at an instant which is still to come, soonest first. */
export class Coming {
  #messages: readonly RoomMessageEvent[] = [];

  get all(): readonly RoomMessageEvent[] {
    return this.#messages;
  }

  /** `now` and the instants are of the server's clock. */
  add(message: RoomMessageEvent, now: number): void {
    if (instantOf(message) <= now) return;
    // One whose instant was never told, of more than the SDK waits for, goes with the next that comes.
    const left = this.#messages.filter((one) => instantOf(one) + (one.spreadMs ?? 0) > now);
    const all = [...left, message].sort((a, b) => instantOf(a) - instantOf(b));
    this.#messages = all.slice(0, viewLimits.coming);
  }

  /** It opened. */
  remove({ epoch, syncId }: RoomMessageEvent): void {
    const left = this.#messages.filter((one) => one.epoch !== epoch || one.syncId !== syncId);
    if (left.length < this.#messages.length) this.#messages = left;
  }
}

function instantOf({ activateAt = 0 }: RoomMessageEvent): number {
  return activateAt;
}
