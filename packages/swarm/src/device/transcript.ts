import type { RoomChat } from '@eagre/protocol';
import type { Ledger } from './ledger.ts';
import { parseMessageId } from './message-id.ts';
import { type ChatBatch, RoomTranscript } from './room-transcript.ts';

/** Messages of all rooms together that are remembered: some 25 MB. */
const keptMessages = 100_000;

interface KeptBatch {
  room: RoomTranscript;
  key: string;
  ids: readonly string[];
}

/**
 * What was said in rooms, put together from what devices were shown. Best-effort messages have no
 * number, so that a frame can only be judged by its messages: none may come in two batches, a batch
 * is the same at all devices, and the messages of a sender go on in the order in which it sent them.
 * Only the newest batches are remembered; sums judge the whole run.
 */
export class Transcript {
  readonly #ledger: Ledger;
  readonly #keep: number;
  readonly #rooms = new Map<string, RoomTranscript>();
  readonly #seen = new Set<string>();
  /** What to forget next, the oldest first, from `#next` on. */
  #kept: KeptBatch[] = [];
  #next = 0;
  #messages = 0;
  #disordered = 0;

  constructor(ledger: Ledger, keep = keptMessages) {
    this.#ledger = ledger;
    this.#keep = keep;
  }

  /** Different messages that any device was shown. */
  get messages(): number {
    return this.#messages;
  }

  /** Of the rooms of which frames were seen, by name. */
  get rooms(): ReadonlyMap<string, RoomTranscript> {
    return this.#rooms;
  }

  room(name: string): RoomTranscript {
    let room = this.#rooms.get(name);
    if (room === undefined) {
      room = new RoomTranscript();
      this.#rooms.set(name, room);
    }
    return room;
  }

  /** The batch of a room that starts with the first of these messages. */
  batch(name: string, at: number, chat: readonly RoomChat[]): ChatBatch {
    const room = this.room(name);
    const ids = chat.map(({ id }) => id ?? '');
    const key = ids[0] || `at ${at}`;
    const known = room.batches.get(key);
    if (known !== undefined) return this.#sameAs(known, ids);
    for (const id of ids) this.#first(room, name, id, at);
    const dueMs = Float64Array.from(ids, (id) => parseMessageId(id).dueMs);
    const batch = { at, ids, senders: chat.map(({ from }) => from), dueMs };
    room.add(key, batch);
    this.#keepBatch({ room, key, ids });
    return batch;
  }

  /** A message that must not be shown, nor have been shown just now. */
  refused(room: string, id: string): void {
    this.#ledger.refused(room, id);
    if (this.#seen.has(id)) this.#countRefused(this.room(room), room, id);
  }

  /** Messages that were shown before an earlier one of their sender. */
  disordered(): number {
    return this.#disordered;
  }

  #first(room: RoomTranscript, name: string, id: string, at: number): void {
    // Of a backend that gives no ids; nothing can be said of it.
    if (id === '') return;
    if (this.#seen.has(id)) {
      this.#ledger.fault(`message ${id} was shown in two batches`, 'duplicate');
      return;
    }
    this.#seen.add(id);
    this.#messages += 1;
    const step = room.first(id, at);
    this.#countRefused(room, name, id);
    if (step === 'again') this.#ledger.fault(`message ${id} was shown twice`, 'duplicate');
    if (step !== 'late') return;
    this.#disordered += 1;
    this.#ledger.fault(`message ${id} was shown after a later one of its sender`, 'order');
  }

  #countRefused(room: RoomTranscript, name: string, id: string): void {
    if (this.#ledger.isRefused(id, name)) room.refused += 1;
  }

  #sameAs(known: ChatBatch, ids: readonly string[]): ChatBatch {
    const isSame = known.ids.length === ids.length && known.ids.every((id, i) => id === ids[i]);
    if (!isSame) {
      const text = `the batch of ${known.ids.length} from ${ids[0]} on came as one of ${ids.length}`;
      this.#ledger.fault(text, 'place');
    }
    return known;
  }

  #keepBatch(batch: KeptBatch): void {
    this.#kept.push(batch);
    while (this.#seen.size > this.#keep && this.#next < this.#kept.length - 1) this.#forgetOne();
    if (this.#next * 2 < this.#kept.length) return;
    this.#kept = this.#kept.slice(this.#next);
    this.#next = 0;
  }

  #forgetOne(): void {
    const oldest = this.#kept[this.#next];
    this.#next += 1;
    if (oldest === undefined) return;
    oldest.room.batches.delete(oldest.key);
    for (const id of oldest.ids) this.#seen.delete(id);
  }
}
