import type { WireError } from '@eagre/protocol';
import type { Ledger } from '../device/ledger.ts';
import type { Transcript } from '../device/transcript.ts';
import type { Books } from './books.ts';
import { ConversationBook } from './conversation-book.ts';
import { nowMs } from './now.ts';
import { RoomBook } from './room-book.ts';

/** What the devices of the process see; a `Fleet` is such a thing. */
export interface Witness {
  readonly ledger: Ledger;
  readonly transcript: Pick<Transcript, 'refused'>;
}

/**
 * The books of one process, in sums: their size follows from the number of conversations, not of
 * messages. What the process's own devices see at the time is compared at once, by the ledger.
 */
export class LedgerBooks implements Books {
  readonly #witness: Witness;
  readonly conversations = new Map<string, ConversationBook>();
  readonly rooms = new Map<string, RoomBook>();

  constructor(witness: Witness) {
    this.#witness = witness;
  }

  sent(conversation: string): void {
    const book = this.#conversation(conversation);
    book.sent += 1;
    if (book.sent === 1) book.firstSentMs = nowMs();
  }

  acked(conversation: string, syncId: number, clientId: string): void {
    this.#conversation(conversation).ack(syncId, clientId);
    this.#witness.ledger.acknowledged(conversation, syncId, clientId);
  }

  refused(conversation: string, clientId: string, _error: WireError): void {
    this.#conversation(conversation).refuse(clientId);
    this.#witness.ledger.refused(conversation, clientId);
  }

  unknown(conversation: string, clientId: string): void {
    this.#conversation(conversation).loseSight(clientId);
  }

  chatSent(room: string): void {
    const book = this.#room(room);
    book.chatSent += 1;
    if (book.chatSent === 1) book.firstChatMs = nowMs();
  }

  chatAcked(room: string): void {
    this.#room(room).chatAcked += 1;
  }

  chatRefused(room: string, clientId?: string): void {
    this.#room(room).chatRefused += 1;
    if (clientId !== undefined) this.#witness.transcript.refused(room, clientId);
  }

  chatUnknown(room: string): void {
    this.#room(room).chatUnknown += 1;
  }

  tapped(room: string, counter: string, count: number): void {
    addTo(this.#room(room).taps, counter, count);
  }

  tapsUnknown(room: string, counter: string, count: number): void {
    addTo(this.#room(room).tapsUnknown, counter, count);
  }

  /**
   * Messages of unknown fate that a device of this process has got are stored after all, at the place
   * where it saw them. To be called when nothing comes any more.
   */
  resolveUnknown(): void {
    for (const [conversation, book] of this.conversations) {
      if (book.unknownIds.size === 0) continue;
      const places = this.#witness.ledger.placesById(conversation);
      for (const clientId of [...book.unknownIds]) {
        const syncId = places.get(clientId);
        if (syncId !== undefined) book.ack(syncId, clientId);
      }
    }
  }

  #conversation(name: string): ConversationBook {
    let book = this.conversations.get(name);
    if (book === undefined) {
      book = new ConversationBook();
      this.conversations.set(name, book);
    }
    return book;
  }

  #room(name: string): RoomBook {
    let book = this.rooms.get(name);
    if (book === undefined) {
      book = new RoomBook();
      this.rooms.set(name, book);
    }
    return book;
  }
}

function addTo(counts: Record<string, number>, name: string, count: number): void {
  counts[name] = (counts[name] ?? 0) + count;
}
