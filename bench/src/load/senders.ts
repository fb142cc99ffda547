import type { WireError } from '@eagre/protocol';
import type { EagreDevice } from '../device/eagre-device.ts';
import { stampedText } from '../device/message-text.ts';

export interface SendersOptions {
  conversation: string;
  /** Of a message's text. */
  bytes: number;
}

/** Told undefined when the message was acknowledged. */
export type OnSent = (refusal: WireError | undefined) => void;

/** One count for the process: a clientId used twice would be answered as a retry. */
let serial = 0;

/** Sends stamped texts to one conversation, and counts what became of them. */
export class Senders {
  readonly #options: SendersOptions;
  sent = 0;
  acked = 0;
  refused = 0;

  constructor(options: SendersOptions) {
    this.#options = options;
  }

  get unanswered(): number {
    return this.sent - this.acked - this.refused;
  }

  /** One message, stamped with the time at which it was due. */
  send(device: EagreDevice, dueMs: number, onAnswer: OnSent = () => {}): void {
    const { conversation, bytes } = this.#options;
    this.sent += 1;
    serial += 1;
    device.sendText(conversation, `m${serial}`, stampedText(dueMs, bytes), ({ error }) => {
      if (error === undefined) this.acked += 1;
      else this.refused += 1;
      onAnswer(error);
    });
  }
}
