import type { RoomSeat } from '../device/room-seat.ts';
import type { Transcript } from '../device/transcript.ts';
import type { LedgerBooks } from '../engine/ledger-books.ts';
import { RoomBook } from '../engine/room-book.ts';
import type { ChatView, RoomFinding } from './findings.ts';

/** What is asked of a device. */
export interface SeatHolder {
  readonly isOpen: boolean;
  /** That it is connected to, or was last. */
  readonly node: string;
  seats(): Iterable<Pick<RoomSeat, 'room' | 'since' | 'sinceMs' | 'chat'>>;
}

/** What was shown, by node. */
type Shown = { of(node: string): Pick<Transcript, 'room'> };

interface Growing {
  book: RoomBook;
  views: Map<string, ChatView>;
  inside: number;
}

/** Puts together what the senders and the devices of one process know of each room. */
export class RoomFindings {
  readonly #shown: Shown;
  readonly #all = new Map<string, Growing>();

  constructor({ rooms }: Pick<LedgerBooks, 'rooms'>, shown: Shown) {
    this.#shown = shown;
    for (const [name, book] of rooms) this.#all.set(name, { book, views: new Map(), inside: 0 });
  }

  add(device: SeatHolder): void {
    for (const seat of device.seats()) {
      const of = this.#of(seat.room);
      if (device.isOpen) of.inside += 1;
      const view = this.#view(of, seat.room, device.node);
      if (seat.since >= this.#shown.of(device.node).room(seat.room).firstAt) continue;
      view.sinceMs = Math.min(view.sinceMs ?? seat.sinceMs, seat.sinceMs);
      view.witnesses += 1;
      view.shownToWitnesses += seat.chat;
    }
  }

  all(): RoomFinding[] {
    return [...this.#all].map(([room, { book, views, inside }]) => ({
      room,
      chatSent: book.chatSent,
      chatAcked: book.chatAcked,
      chatRefused: book.chatRefused,
      chatUnknown: book.chatUnknown,
      firstChatMs: Number.isFinite(book.firstChatMs) ? book.firstChatMs : null,
      views: [...views.values()],
      inside,
      taps: { ...book.taps },
      tapsUnknown: { ...book.tapsUnknown },
    }));
  }

  #view({ views }: Growing, room: string, node: string): ChatView {
    let view = views.get(node);
    if (view === undefined) {
      const { shown, ids, refused } = this.#shown.of(node).room(room);
      view = { node, sinceMs: null, shown, ids, refused, witnesses: 0, shownToWitnesses: 0 };
      views.set(node, view);
    }
    return view;
  }

  #of(room: string): Growing {
    let found = this.#all.get(room);
    if (found === undefined) {
      found = { book: new RoomBook(), views: new Map(), inside: 0 };
      this.#all.set(room, found);
    }
    return found;
  }
}
