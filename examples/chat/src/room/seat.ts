import { type EagreClient, EagreError, type Room } from '@eagre/client';
import { showRoom } from './room-events.ts';
import type { RoomView } from './room-view.ts';

/** The one room that this terminal is in. */
export class Seat {
  readonly #client: EagreClient;
  readonly #view: RoomView;
  #room: Room | undefined;

  constructor(client: EagreClient, view: RoomView) {
    this.#client = client;
    this.#view = view;
  }

  /** Throws `not_in_room` before the first entry. */
  get room(): Room {
    if (this.#room === undefined) throw new EagreError('not_in_room', 'in no room yet');
    return this.#room;
  }

  /** Enters a room, and leaves the one before by the same command. Rejects as `client.enter` does. */
  async enter(name: string): Promise<void> {
    const before = this.#room;
    if (before?.inside && before.id === `room:${name.replace(/^room:/, '')}`) return;
    const room = await this.#client.enter(name, before?.inside ? { leave: before } : {});
    this.#room = room;
    this.#view.enter(room);
    showRoom(room, this.#view);
  }

  /** Sends the taps that wait, and leaves. */
  async leave(): Promise<void> {
    await this.#room?.leave();
  }
}
