import type { RoomEnterAnswer } from '@eagre/protocol';
import { nowMs } from '../engine/now.ts';
import type { Ledger } from './ledger.ts';
import { type FollowerHost, QueueFollower } from './queue-follower.ts';
import type { RoomFrame } from './room-frame.ts';
import type { ChatBatch } from './room-transcript.ts';

/** What a seat needs of its device. */
export interface SeatHost extends FollowerHost {
  readonly user: string;
  /** All of the conversation after `base` is owed to the device. */
  begin(conversation: string, base: number): void;
  /** The device has left it: nothing more is owed. */
  end(conversation: string): void;
}

/** A device in one room: its place in the reliable log, and how far it is in the chat. */
export class RoomSeat {
  readonly room: string;
  readonly log: QueueFollower;
  readonly #user: string;
  readonly #ledger: Ledger;
  #last: ChatBatch | undefined;
  /** Server time of the latest frame with chat. */
  #lastAt = 0;
  /** Best-effort messages shown since then. */
  chat = 0;
  /** Whether what it is shown is timed: a few of each room are (engine/metering.ts). */
  isTimed = false;
  /** False while the device has no connection: it will come back to its rooms. */
  isInside = true;
  /** Server time from which on all chat is owed to the device, but for what it could not take. ms. */
  since: number;
  /** The same, as `nowMs`. */
  sinceMs = nowMs();

  constructor(host: SeatHost, ledger: Ledger, answer: RoomEnterAnswer) {
    const { room, epoch, from, entries, head } = answer;
    this.room = room;
    this.since = answer.now;
    this.#user = host.user;
    this.#ledger = ledger;
    const position = from + entries.length;
    host.begin(room, position);
    this.log = new QueueFollower(host, room, epoch, position, head);
    if (this.log.isBehind) this.log.pullOn();
  }

  /** The device is back over another connection: what was said meanwhile is not owed to it. */
  returned(answer: RoomEnterAnswer): void {
    this.since = answer.now;
    this.sinceMs = nowMs();
    this.chat = 0;
    this.#last = undefined;
    this.#lastAt = 0;
    this.#ledger.check(this.log.resumed({ ...answer, items: answer.entries }));
  }

  take(frame: RoomFrame): void {
    if (frame.batch !== undefined) this.#show(frame.batch, frame);
    if (frame.entries !== undefined) this.log.push(frame.entries);
    this.log.headIs(frame.head);
  }

  #show(batch: ChatBatch, { at, chat }: RoomFrame): void {
    const last = this.#last;
    if (last !== undefined && (batch === last || batch.at < last.at)) {
      const text = `${this.#user}: chat of ${batch.ids[0]} after that of ${last.ids[0]}`;
      // A frame that is new brings again what an older one brought.
      this.#ledger.fault(text, at >= this.#lastAt ? 'duplicate' : 'time');
    }
    this.#last = batch;
    this.#lastAt = at;
    this.chat += chat;
  }
}
