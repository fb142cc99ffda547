import type { WireError } from '@eagre/protocol';
import type { Device } from '@eagre/swarm/device/device';
import { messageId } from '@eagre/swarm/device/message-id';

export interface SendersOptions {
  conversation: string;
  /** Of a message's text. */
  bytes: number;
}

/** Told undefined when the message was acknowledged. */
export type OnSent = (refusal: WireError | undefined) => void;

/** One count for the process: a clientId used twice would be answered as a retry. */
let serial = 0;

/** Sends texts to one conversation, and counts what became of them. */
export class Senders {
  readonly #options: SendersOptions;
  sent = 0;
  acked = 0;
  refused = 0;
  /** Told of each message that was acknowledged when it was due. */
  onAcked: (dueMs: number) => void = () => {};

  constructor(options: SendersOptions) {
    this.#options = options;
  }

  get unanswered(): number {
    return this.sent - this.acked - this.refused;
  }

  /** One message, stamped with the time at which it was due. */
  send(device: Device, dueMs: number, onAnswer: OnSent = () => {}): void {
    const { conversation, bytes } = this.#options;
    this.sent += 1;
    serial += 1;
    const id = messageId(device.user, serial, dueMs);
    device.sendText(conversation, id, 'x'.repeat(bytes), ({ error }) => {
      if (error === undefined) {
        this.acked += 1;
        this.onAcked(dueMs);
      } else this.refused += 1;
      onAnswer(error);
    });
  }
}
