import type { RoomSeat } from '../device/room-seat.ts';
import type { Transcript } from '../device/transcript.ts';
import type { LedgerBooks } from '../engine/ledger-books.ts';
import { RoomBook } from '../engine/room-book.ts';
import type { ChatView, RoomFinding } from './findings.ts';

/** What is asked of a device. */
export interface SeatHolder {
  readonly isOpen: boolean;
  seats(): Iterable<Pick<RoomSeat, 'room' | 'since' | 'sinceMs' | 'chat'>>;
}

interface Growing {
  book: RoomBook;
  view: ChatView | undefined;
  inside: number;
}

/** Puts together what the senders and the devices of one process know of each room. */
export class RoomFindings {
  readonly #transcript: Transcript;
  readonly #all = new Map<string, Growing>();

  constructor({ rooms }: Pick<LedgerBooks, 'rooms'>, transcript: Transcript) {
    this.#transcript = transcript;
    for (const [name, book] of rooms) this.#all.set(name, { book, view: undefined, inside: 0 });
  }

  add(device: SeatHolder): void {
    for (const seat of device.seats()) {
      const of = this.#of(seat.room);
      if (device.isOpen) of.inside += 1;
      of.view ??= this.#view(seat.room);
      if (seat.since >= this.#transcript.room(seat.room).firstAt) continue;
      of.view.sinceMs = Math.min(of.view.sinceMs ?? seat.sinceMs, seat.sinceMs);
      of.view.witnesses += 1;
      of.view.shownToWitnesses += seat.chat;
    }
  }

  all(): RoomFinding[] {
    return [...this.#all].map(([room, { book, view, inside }]) => ({
      room,
      chatSent: book.chatSent,
      chatAcked: book.chatAcked,
      chatRefused: book.chatRefused,
      chatUnknown: book.chatUnknown,
      firstChatMs: Number.isFinite(book.firstChatMs) ? book.firstChatMs : null,
      views: view === undefined ? [] : [view],
      inside,
      taps: { ...book.taps },
      tapsUnknown: { ...book.tapsUnknown },
    }));
  }

  #view(room: string): ChatView {
    const { shown, ids, refused } = this.#transcript.room(room);
    return { sinceMs: null, shown, ids, refused, witnesses: 0, shownToWitnesses: 0 };
  }

  #of(room: string): Growing {
    let found = this.#all.get(room);
    if (found === undefined) {
      found = { book: new RoomBook(), view: undefined, inside: 0 };
      this.#all.set(room, found);
    }
    return found;
  }
}
