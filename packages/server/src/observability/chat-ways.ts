import { chatIdAt, chatMark, idHash } from './way-marks.ts';
import type { WayNotes } from './way-notes.ts';
import type { Way } from './way-ring.ts';
import { chatHead } from './way-texts.ts';
import type { Arrival, SaidChat } from './ways.ts';

/** The ways of best-effort chat, which has no place but the id that its sender gave it. */
export class ChatWays {
  readonly #notes: WayNotes;

  constructor(notes: WayNotes) {
    this.#notes = notes;
  }

  said(room: string, from: string, id: string, kind: string, arrival: Arrival): void {
    const notes = this.#notes;
    notes.pace.look(arrival.admittedMs);
    const hash = idHash(id, 0);
    if (!notes.isFollowed(hash)) return;
    notes.arrived(notes.begin(chatMark(room, from, hash), room, { from, kind, id }), arrival);
  }

  passed(room: string, items: readonly SaidChat[], station: 'published' | 'heard'): void {
    if (items.length === 0) return;
    const nowMs = this.#notes.look();
    for (const item of items) {
      const way = station === 'heard' ? this.#open(room, item) : this.find(room, item);
      if (way !== undefined) this.#notes.note(way, station, nowMs);
    }
  }

  find(room: string, { text, sender }: SaidChat): Way | undefined {
    const at = chatIdAt(text, sender);
    if (at < 0) return undefined;
    const hash = idHash(text, at);
    if (!this.#notes.isSought(hash)) return undefined;
    return this.#notes.ring.find(chatMark(room, sender, hash));
  }

  #open(room: string, { text, sender }: SaidChat): Way | undefined {
    const at = chatIdAt(text, sender);
    if (at < 0) return undefined;
    const hash = idHash(text, at);
    if (!this.#notes.isFollowed(hash)) return undefined;
    const mark = chatMark(room, sender, hash);
    const known = this.#notes.ring.find(mark);
    if (known !== undefined) return known;
    const head = chatHead(text);
    return head && this.#notes.begin(mark, room, head);
  }
}
