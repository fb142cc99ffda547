import { Lost, type WireClient } from './wire-client.ts';

export interface Acknowledged {
  conversation: string;
  clientId: string;
  epoch: number;
  syncId: number;
}

/**
 * A user that sends without pause and keeps what was not answered, to send it again under the same
 * client id on the next connection.
 */
export class RetryingSender {
  readonly user: string;
  readonly acknowledged: Acknowledged[] = [];
  readonly #unanswered = new Map<string, string>();
  readonly #chooseConversation: () => string;
  #next = 0;
  duplicates = 0;

  constructor(user: string, chooseConversation: () => string) {
    this.user = user;
    this.#chooseConversation = chooseConversation;
  }

  get unanswered(): number {
    return this.#unanswered.size;
  }

  /** Sends with `width` messages in flight until the connection is lost or `wanted` says no. */
  async run(client: WireClient, width: number, wanted: () => boolean): Promise<void> {
    await this.resend(client);
    const lane = async () => {
      while (wanted() && !client.closed) {
        const clientId = `${this.user}-${this.#next++}`;
        const conversation = this.#chooseConversation();
        this.#unanswered.set(clientId, conversation);
        await this.#send(client, clientId, conversation);
      }
    };
    await Promise.all(Array.from({ length: width }, lane));
  }

  async resend(client: WireClient): Promise<void> {
    const waiting = [...this.#unanswered];
    await Promise.all(waiting.map(([clientId, to]) => this.#send(client, clientId, to)));
  }

  async #send(client: WireClient, clientId: string, conversation: string): Promise<void> {
    try {
      const body = { text: `message ${clientId}` };
      const args = { conversation, clientId, kind: 'text', body };
      const { epoch, syncId, duplicate } = await client.request('send', args);
      this.#unanswered.delete(clientId);
      if (duplicate) this.duplicates += 1;
      this.acknowledged.push({ conversation, clientId, epoch, syncId });
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
    }
  }
}
