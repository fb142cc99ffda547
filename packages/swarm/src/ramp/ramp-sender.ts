import type { WireError } from '@eagre/protocol';
import type { Device } from '../device/device.ts';
import { messageId } from '../device/message-id.ts';
import type { OnAnswer } from '../device/requests.ts';
import type { Load } from '../engine/load.ts';
import { nowMs } from '../engine/now.ts';
import type { Tally } from './tally.ts';

/**
 * Sends each message once, whatever becomes of it: what the server refuses is a failure of the spell,
 * and asking again would be a load that nobody asked for.
 */
export class RampSender {
  readonly #load: Pick<Load, 'books' | 'meter'>;
  readonly #tally: Tally;
  #number = 0;

  constructor(load: Pick<Load, 'books' | 'meter'>, tally: Tally) {
    this.#load = load;
    this.#tally = tally;
  }

  chat(device: Device, room: string, text: string, dueMs: number): void {
    const { books } = this.#load;
    const id = this.#begin(device, dueMs);
    this.#tally.said(dueMs);
    books.chatSent(room);
    device.say(room, id, text, (answer) => {
      const end = this.#end(answer, dueMs);
      if (end === 'acked') books.chatAcked(room);
      else if (end === 'refused') books.chatRefused(room);
      else books.chatUnknown(room);
      this.#tell(end, answer, dueMs);
    });
  }

  /** A message of a queue that is what the spell counts. */
  send(device: Device, conversation: string, text: string, dueMs: number): void {
    this.#tally.said(dueMs);
    this.#keep(device, conversation, { cmd: 'send', conversation }, text, dueMs, (end, answer) =>
      this.#tell(end, answer, dueMs),
    );
  }

  /** A reliable message of a room's host, beside what the spell counts. */
  reliable(host: Device, room: string, text: string, dueMs: number): void {
    const command = { cmd: 'room.send', room, class: 'reliable' };
    this.#keep(host, room, command, text, dueMs, () => {});
  }

  #keep(
    device: Device,
    conversation: string,
    command: { cmd: string } & Record<string, string>,
    text: string,
    dueMs: number,
    onEnd: (end: End, answer: Answer) => void,
  ): void {
    const { books } = this.#load;
    const clientId = this.#begin(device, dueMs);
    books.sent(conversation);
    device.call({ ...command, clientId, kind: 'text', body: { text } }, (answer) => {
      const end = this.#end(answer, dueMs);
      if (end === 'acked') {
        const { syncId } = answer.ok as { syncId: number };
        books.acked(conversation, syncId, clientId);
        this.#tally.reliableAcked();
      } else if (end === 'refused')
        books.refused(conversation, clientId, answer.error as WireError);
      else books.unknown(conversation, clientId);
      onEnd(end, answer);
    });
  }

  #begin(device: Device, dueMs: number): string {
    const { meter } = this.#load;
    meter.count('sent');
    meter.time('late', nowMs() - dueMs);
    this.#number += 1;
    return messageId(device.user, this.#number, dueMs);
  }

  #end({ error, fate }: Answer, dueMs: number): End {
    const { meter } = this.#load;
    if (error === undefined) {
      meter.count('acked');
      meter.time('ack', nowMs() - dueMs);
      return 'acked';
    }
    if (fate === 'lost') return 'unknown';
    meter.count('refused');
    return 'refused';
  }

  #tell(end: End, { error }: Answer, dueMs: number): void {
    if (end === 'acked') this.#tally.answered(dueMs, 'ack');
    else if (end === 'refused') this.#tally.refused(dueMs, error?.message ?? '');
    else this.#tally.lost();
  }
}

type Answer = Parameters<OnAnswer>[0];
type End = 'acked' | 'refused' | 'unknown';
