import type { ChatTexts } from './chat-texts.ts';
import type { RoomDevice } from './room-device.ts';
import { numberOf } from './transcript.ts';

/** Speaks through many devices of one room, and remembers when each message was due. */
export class ChatSenders {
  readonly #room: string;
  readonly #texts: ChatTexts;
  readonly #dueMs: number[] = [];
  sent = 0;
  acked = 0;
  refused = 0;

  constructor(room: string, texts: ChatTexts) {
    this.#room = room;
    this.#texts = texts;
  }

  get unanswered(): number {
    return this.sent - this.acked - this.refused;
  }

  readonly dueMsOf = (id: string): number => this.#dueMs[numberOf(id)] ?? Number.NaN;

  say(device: RoomDevice, dueMs: number, text = this.#texts.next()): void {
    const number = this.sent;
    this.sent += 1;
    this.#dueMs[number] = dueMs;
    device.say(this.#room, `c${number}`, text, ({ error }) => {
      if (error === undefined) this.acked += 1;
      else this.refused += 1;
    });
  }
}
