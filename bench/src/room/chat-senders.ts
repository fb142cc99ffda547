import type { Device } from '@eagre/swarm/device/device';
import { messageId } from '@eagre/swarm/device/message-id';
import type { ChatTexts } from '@eagre/swarm/traffic/chat-texts';

/** Speaks through many devices of one room. */
export class ChatSenders {
  readonly #room: string;
  readonly #texts: ChatTexts;
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

  say(device: Device, dueMs: number, text = this.#texts.next()): void {
    const number = this.sent;
    this.sent += 1;
    device.say(this.#room, messageId(device.user, number, dueMs), text, ({ error }) => {
      if (error === undefined) this.acked += 1;
      else this.refused += 1;
    });
  }
}
