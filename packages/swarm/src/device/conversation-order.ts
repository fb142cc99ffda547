import type { EntriesFrame, SeenMessage } from './entries-frame.ts';
import type { Ledger } from './ledger.ts';

/**
 * Whether a device's messages of each conversation go on where they were. Inside a frame the ledger
 * checks the order, once for all devices.
 */
export class ConversationOrder {
  readonly #user: string;
  readonly #ledger: Ledger;
  /** The conversation of the latest frame stands apart: mostly it is that of the next, too. */
  #conversation = '';
  #syncId = 0;
  #others: Map<string, number> | undefined;

  constructor(user: string, ledger: Ledger) {
    this.#user = user;
    this.#ledger = ledger;
  }

  /** The messages of a frame from index `from` on. */
  goesOn({ queue, messages }: EntriesFrame, from: number): void {
    const first = messages[from];
    const last = messages.at(-1);
    if (first === undefined || last === undefined) return;
    // A conversation's own queue has one conversation, and its ends tell all.
    if (first.conversation === queue) this.#step(first, last.syncId);
    else for (let i = from; i < messages.length; i += 1) this.#stepOne(messages[i]);
  }

  #stepOne(message: SeenMessage | undefined): void {
    if (message !== undefined) this.#step(message, message.syncId);
  }

  #step({ conversation, syncId }: SeenMessage, lastSyncId: number): void {
    this.#turnTo(conversation);
    if (syncId <= this.#syncId) {
      this.#ledger.fault(`${this.#user}: ${conversation} ${syncId} after ${this.#syncId}`);
    }
    this.#syncId = lastSyncId;
  }

  #turnTo(conversation: string): void {
    if (conversation === this.#conversation) return;
    this.#others ??= new Map();
    this.#others.set(this.#conversation, this.#syncId);
    this.#conversation = conversation;
    this.#syncId = this.#others.get(conversation) ?? 0;
  }
}
