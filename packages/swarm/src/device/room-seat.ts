import type { RoomEnterAnswer } from '@eagre/protocol';
import type { Ledger } from './ledger.ts';
import { type FollowerHost, QueueFollower } from './queue-follower.ts';
import type { RoomFrame } from './room-frame.ts';
import type { ChatBatch } from './transcript.ts';

/** A device in one room: its place in the reliable log, and how far it is in the chat. */
export class RoomSeat {
  readonly room: string;
  readonly log: QueueFollower;
  readonly #user: string;
  readonly #ledger: Ledger;
  #last: ChatBatch | undefined;
  /** Best-effort messages shown. */
  chat = 0;

  constructor(host: FollowerHost & { user: string }, ledger: Ledger, answer: RoomEnterAnswer) {
    const { room, epoch, from, entries, head } = answer;
    this.room = room;
    this.#user = host.user;
    this.#ledger = ledger;
    this.log = new QueueFollower(host, room, epoch, from + entries.length, head);
    if (this.log.isBehind) this.log.pullOn();
  }

  take(frame: RoomFrame): void {
    if (frame.batch !== undefined) this.#show(frame.batch, frame.chat);
    if (frame.entries !== undefined) this.log.push(frame.entries);
    this.log.headIs(frame.head);
  }

  #show(batch: ChatBatch, count: number): void {
    const last = this.#last;
    if (last !== undefined && (batch === last || batch.at < last.at)) {
      this.#ledger.fault(`${this.#user}: chat of ${batch.ids[0]} after that of ${last.ids[0]}`);
    }
    this.#last = batch;
    this.chat += count;
  }
}
