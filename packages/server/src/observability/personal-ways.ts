import { chatMark, idHash } from './way-marks.ts';
import type { WayNotes } from './way-notes.ts';
import type { Way } from './way-ring.ts';
import { type MessageHead, messageHead } from './way-texts.ts';
import type { Arrival, EntryRun } from './ways.ts';

/** Where the stamp of an entry in a user queue has the conversation … */
const stampPattern =
  /^\{"conversation":"([^"]*)","epoch":(\d+),"syncId":(\d+),"type":"personal","entry":/;
const conversationAt = '{"conversation":"'.length;
/** … and what comes behind it. */
const typeMark = ',"type":"';
const personal = 'personal"';

interface PersonalEntry {
  /** Of the conversation. */
  readonly key: string;
  readonly head: MessageHead;
  /** Of the message that it stands behind. */
  readonly epoch: number;
  readonly syncId: number;
}

const none: Way[] = [];

/** Whether an entry of a user queue is a personal message: one look, as most are none. */
export function isPersonal(entry: string): boolean {
  const at = entry.indexOf(typeMark, conversationAt);
  return at > 0 && entry.startsWith(personal, at + typeMark.length);
}

/**
 * The ways of messages for one member. They stand in the user queues of both ends, at other places, so
 * they are known as chat is: by the id that the sender gave them.
 */
export class PersonalWays {
  readonly #notes: WayNotes;
  /** The last entry that is none: a message's copies are all the same text. */
  #other = '';

  constructor(notes: WayNotes) {
    this.#notes = notes;
  }

  arrived(key: string, from: string, id: string, arrival: Arrival): void {
    const hash = idHash(id, 0);
    if (!this.#notes.isSought(hash)) return;
    this.#notes.arrived(this.#notes.find(chatMark(key, from, hash)), arrival);
  }

  /** The ways of those in the run of a user queue that are followed, begun where they have none. */
  opened({ queue, entries }: EntryRun): Way[] {
    let ways = none;
    for (const entry of entries) {
      if (entry === this.#other) continue;
      if (!isPersonal(entry)) {
        this.#other = entry;
        continue;
      }
      const way = this.open(queue, entry);
      if (way === undefined) continue;
      if (ways === none) ways = [];
      ways.push(way);
    }
    return ways;
  }

  open(queue: string, entry: string): Way | undefined {
    const read = readPersonal(queue, entry);
    if (read === undefined) return undefined;
    const { key, head } = read;
    const hash = idHash(head.id, 0);
    if ((hash & this.#notes.maskOf(key)) !== 0) return undefined;
    const mark = chatMark(key, head.from, hash);
    const known = this.#notes.find(mark);
    if (known !== undefined) return known;
    const way = this.#notes.begin(hash, mark, key, head, read);
    if (way !== undefined) way.isPersonal = true;
    return way;
  }

  find(queue: string, entry: string): Way | undefined {
    const read = readPersonal(queue, entry);
    if (read === undefined) return undefined;
    const hash = idHash(read.head.id, 0);
    if (!this.#notes.isSought(hash)) return undefined;
    return this.#notes.find(chatMark(read.key, read.head.from, hash));
  }
}

/** Undefined when it has no id of its sender's: nobody could ask for it. */
function readPersonal(queue: string, entry: string): PersonalEntry | undefined {
  const stamp = stampPattern.exec(entry);
  if (stamp === null) return undefined;
  const [text, conversation = '', epoch, syncId] = stamp;
  const head = messageHead(entry.slice(text.length, -1));
  if (head === undefined || head.id === '') return undefined;
  const key = queue.slice(0, queue.indexOf('/') + 1) + conversation;
  return { key, head, epoch: Number(epoch), syncId: Number(syncId) };
}
