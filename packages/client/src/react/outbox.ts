import type { EagreClient } from '../client.ts';
import { invalidArgument } from '../errors.ts';
import type { EagreSendEvent } from '../events.ts';
import type { Sent } from '../send/outgoing.ts';
import { ownKey } from './lines.ts';
import { viewLimits } from './view-limits.ts';
import type { ConversationLine } from './views.ts';

export type UnsentLine = Extract<ConversationLine, { type: 'send' }>;

/**
 * Messages of this device that do not stand in their logs yet, of all conversations: a failed one is
 * there to be sent again whether or not somebody looked at its conversation meanwhile.
 */
export class Outbox {
  readonly #client: EagreClient;
  readonly #changed: (conversation: string) => void;
  /** By client id, in the order in which they were sent. */
  readonly #lines = new Map<string, UnsentLine>();

  constructor(client: EagreClient, changed: (conversation: string) => void) {
    this.#client = client;
    this.#changed = changed;
    client.on('send', (event) => this.#sent(event));
    for (const name of ['message', 'personal'] as const) {
      client.on(name, ({ from, clientId }) => {
        if (from === client.user && clientId !== undefined) this.stored(clientId);
      });
    }
  }

  of(conversation: string): UnsentLine[] {
    return [...this.#lines.values()].filter((line) => line.conversation === conversation);
  }

  /** It stands in the log. */
  stored(clientId: string): void {
    const line = this.#lines.get(clientId);
    if (line === undefined) return;
    this.#lines.delete(clientId);
    this.#changed(line.conversation);
  }

  /** Sends a failed message once more. Rejects with `invalid_argument` if `key` is not one. */
  async retry(key: string): Promise<Sent> {
    const line = this.#failed(key);
    if (line === undefined) throw invalidArgument('key', `is of no failed message: ${key}`);
    const { clientId, kind, body, personalTo } = line;
    // Goes to the end of the list when it is told as pending.
    this.#lines.delete(clientId);
    const conversation = this.#client.conversation(line.conversation);
    return personalTo === undefined
      ? conversation.send({ kind, body }, { clientId })
      : conversation.sendPersonal(personalTo, { kind, body }, { clientId });
  }

  /** Forgets a failed message. */
  discard(key: string): void {
    const line = this.#failed(key);
    if (line !== undefined) this.stored(line.clientId);
  }

  #failed(key: string): UnsentLine | undefined {
    return [...this.#lines.values()].find((line) => line.key === key && line.status === 'failed');
  }

  #sent(event: EagreSendEvent): void {
    const { clientId, status } = event;
    if (status === 'sent') {
      // One that is about to arrive stays until then: it would be gone for a moment else.
      if (this.#hasPassed(event)) this.stored(clientId);
      return;
    }
    this.#lines.set(clientId, { ...event, status, key: ownKey(clientId), own: true });
    if (status === 'failed') this.#boundFailed();
    this.#changed(event.conversation);
  }

  /** Whether what stands there was handed over already. */
  #hasPassed({ conversation, personalTo, epoch, syncId = 0 }: EagreSendEvent): boolean {
    const { position } = this.#client.conversation(conversation);
    if (personalTo !== undefined || position === undefined) return false;
    return position.epoch === epoch && position.syncId >= syncId;
  }

  #boundFailed(): void {
    const failed = [...this.#lines.values()].filter(({ status }) => status === 'failed');
    const oldest = failed[0];
    if (oldest && failed.length > viewLimits.failedLines) this.stored(oldest.clientId);
  }
}

/** What a failed line tells is enough: a promise that nobody looks at is no uncaught error. */
export function heard<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}
