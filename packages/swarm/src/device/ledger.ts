import type { EntriesFrame, SeenMessage } from './entries-frame.ts';

/** Faults kept with their text; past it they are only counted. */
const keptFaults = 20;

/**
 * What all devices together saw: at each place of a conversation the same message, and each message at
 * one place. Each device checks its own order; the ledger makes sure it is the same order everywhere.
 */
export class Ledger {
  readonly faults: string[] = [];
  #faultCount = 0;
  /** For each conversation: the clientId at each syncId. */
  readonly #places = new Map<string, string[]>();
  readonly #seen = new Map<string, number>();

  get faultCount(): number {
    return this.#faultCount;
  }

  fault(text: string): void {
    this.#faultCount += 1;
    if (this.faults.length < keptFaults) this.faults.push(text);
  }

  /** Messages known of a conversation. */
  count(conversation: string): number {
    return this.#seen.get(conversation) ?? 0;
  }

  /** The clientId at each syncId of a conversation. */
  places(conversation: string): readonly (string | undefined)[] {
    return this.#places.get(conversation) ?? [];
  }

  /** The clientIds of a conversation in the order of their places. */
  order(conversation: string): string[] {
    return (this.#places.get(conversation) ?? []).filter((clientId) => clientId !== undefined);
  }

  check(frame: EntriesFrame): void {
    let lastConversation = '';
    let lastSyncId = 0;
    for (const message of frame.messages) {
      if (message.conversation === lastConversation && message.syncId <= lastSyncId) {
        this.fault(`${frame.queue}: ${message.conversation} ${message.syncId} after ${lastSyncId}`);
      }
      lastConversation = message.conversation;
      lastSyncId = message.syncId;
      this.#place(message);
    }
  }

  #place({ conversation, syncId, clientId }: SeenMessage): void {
    let places = this.#places.get(conversation);
    if (places === undefined) {
      places = [];
      this.#places.set(conversation, places);
    }
    const known = places[syncId];
    if (known === clientId) return;
    if (known !== undefined) {
      this.fault(
        `${conversation} ${syncId} is ${known} for one device and ${clientId} for another`,
      );
      return;
    }
    places[syncId] = clientId;
    this.#seen.set(conversation, this.count(conversation) + 1);
  }
}
