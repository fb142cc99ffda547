import type { Device } from '../device/device.ts';
import type { AnswerParts } from '../device/requests.ts';
import { nowMs } from './now.ts';
import { type Desk, type Errand, leavesDoubt } from './post.ts';

/** One best-effort message of a room: said once, and what became of it. */
export class ChatLine implements Errand {
  readonly #desk: Desk;
  readonly #room: string;
  readonly #clientId: string;
  readonly #dueMs: number;
  #isDone = false;

  constructor(desk: Desk, room: string, clientId: string, dueMs: number) {
    this.#desk = desk;
    this.#room = room;
    this.#clientId = clientId;
    this.#dueMs = dueMs;
  }

  say(device: Device, text: string): void {
    const { books, meter } = this.#desk;
    books.chatSent(this.#room);
    meter.count('sent');
    // Whoever has no connection says it to nobody: that is not the tool being late.
    if (device.isReady) meter.time('late', nowMs() - this.#dueMs);
    device.say(this.#room, this.#clientId, text, (answer) => this.#answered(answer));
  }

  giveUp(): void {
    if (this.#isDone) return;
    this.#desk.books.chatUnknown(this.#room);
    this.#end();
  }

  #answered({ error, fate }: AnswerParts): void {
    if (this.#isDone) return;
    const { books, meter } = this.#desk;
    if (error === undefined) {
      books.chatAcked(this.#room);
      meter.count('acked');
      meter.time('ack', nowMs() - this.#dueMs);
    } else if (fate === 'lost' || (fate === undefined && leavesDoubt(error))) {
      books.chatUnknown(this.#room);
    } else {
      books.chatRefused(this.#room, this.#clientId);
      meter.count('refused');
    }
    this.#end();
  }

  #end(): void {
    this.#isDone = true;
    this.#desk.done(this);
  }
}
