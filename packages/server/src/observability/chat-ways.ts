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
    notes.look(arrival.admittedMs);
    const hash = idHash(id, 0);
    if ((hash & notes.maskOf(room)) !== 0) return;
    const mark = chatMark(room, from, hash);
    notes.arrived(notes.begin(hash, mark, room, { from, kind, id }), arrival);
  }

  passed(room: string, items: readonly SaidChat[], station: 'published' | 'heard'): void {
    if (items.length === 0) return;
    const nowMs = this.#notes.look();
    const mask = this.#notes.maskOf(room);
    for (const item of items) {
      const way = station === 'heard' ? this.#open(room, item, mask) : this.find(room, item);
      if (way !== undefined) this.#notes.note(way, station, nowMs);
    }
  }

  /** Those of the items that are not among the kept ones, which are in the same order. */
  dropped(room: string, items: readonly SaidChat[], kept: readonly SaidChat[], why: string): void {
    const nowMs = this.#notes.look();
    let next = 0;
    for (const item of items) {
      if (item === kept[next]) {
        next += 1;
        continue;
      }
      const way = this.find(room, item);
      if (way === undefined) continue;
      this.#notes.note(way, 'dropped', nowMs);
      way.why = why;
    }
  }

  find(room: string, { text, sender }: SaidChat): Way | undefined {
    const at = chatIdAt(text, sender);
    if (at < 0) return undefined;
    const hash = idHash(text, at);
    if (!this.#notes.isSought(hash)) return undefined;
    return this.#notes.find(chatMark(room, sender, hash));
  }

  #open(room: string, { text, sender }: SaidChat, mask: number): Way | undefined {
    const at = chatIdAt(text, sender);
    if (at < 0) return undefined;
    const hash = idHash(text, at);
    if ((hash & mask) !== 0) return undefined;
    const mark = chatMark(room, sender, hash);
    const known = this.#notes.find(mark);
    if (known !== undefined) return known;
    const head = chatHead(text);
    return head && this.#notes.begin(hash, mark, room, head);
  }
}
