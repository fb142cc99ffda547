import { isUserQueueKey, type QueueKey } from '../keys.ts';
import { CopyReader } from './copy-reader.ts';
import type { FollowedFrame } from './followed-frame.ts';
import { isPersonal, PersonalWays } from './personal-ways.ts';
import { logHash, placeMark } from './way-marks.ts';
import type { WayNotes } from './way-notes.ts';
import type { Way } from './way-ring.ts';
import { messageHead } from './way-texts.ts';
import type { Arrival, EntryRun, EntrySpan, FollowedQueue, FrameRun } from './ways.ts';

const conversationAt = '{"conversation":"'.length;
/** Where the entry in a copy begins; the copy ends one bracket after it. */
const copied = '"entry":';

/**
 * The ways of messages that are stored. A message is known by its place in its conversation's log; the
 * copies of it in user queues tell that place.
 */
export class StoredWays {
  readonly personal: PersonalWays;
  readonly #notes: WayNotes;
  /** Of what was committed last and not published yet. */
  readonly #unpublished = new Map<EntryRun, Way[]>();
  readonly #copies = new CopyReader();
  /** The last message that is not followed: its copies come one after the other. */
  #declined = Number.NaN;

  constructor(notes: WayNotes) {
    this.#notes = notes;
    this.personal = new PersonalWays(notes);
  }

  arrived(key: string, epoch: number, syncId: number, arrival: Arrival): void {
    this.#notes.arrived(this.find(logHash(key, epoch), syncId), arrival);
  }

  committed(all: readonly EntryRun[]): void {
    const nowMs = this.#notes.look();
    this.#unpublished.clear();
    for (const run of all) {
      // The copies in a user queue are on the way of what they were made of.
      const ways = isUserQueue(run) ? this.personal.opened(run) : this.#opened(run);
      for (const way of ways) this.#notes.note(way, 'committed', nowMs);
      if (ways.length > 0) this.#unpublished.set(run, ways);
    }
  }

  published(run: EntryRun): void {
    if (this.#unpublished.size === 0) return;
    for (const way of this.#unpublished.get(run) ?? []) this.#notes.note(way, 'published');
  }

  heard(run: EntryRun): void {
    const nowMs = this.#notes.look();
    if (isUserQueue(run)) {
      for (const entry of run.entries) this.#hear(this.#openInUserQueue(run.queue, entry), nowMs);
      return;
    }
    for (const way of this.#opened(run)) this.#hear(way, nowMs);
  }

  /** The followed messages among these entries of any queue. */
  framed(
    { key, isUserQueue }: FollowedQueue,
    { epoch, first, items }: FrameRun,
  ): FollowedFrame | undefined {
    if (!isUserQueue) {
      return this.among(undefined, key, { epoch, first, last: first + items.length - 1 });
    }
    const copies = this.#copies;
    let frame: FollowedFrame | undefined;
    for (const item of items) {
      const way = copies.read(key, item)
        ? this.find(copies.log, copies.syncId)
        : isPersonal(item)
          ? this.personal.find(key, item)
          : undefined;
      frame = this.#notes.framed(frame, way);
    }
    return frame;
  }

  /** `frame` with the followed messages of a conversation's log from `first` to `last`. */
  among(
    frame: FollowedFrame | undefined,
    key: string,
    { epoch, first, last }: EntrySpan,
  ): FollowedFrame | undefined {
    const log = logHash(key, epoch);
    const mask = this.#notes.seekMask;
    let found = frame;
    for (let at = nextOf(log, first, mask); at <= last; at += mask + 1) {
      found = this.#notes.framed(found, this.#notes.find(placeMark(log, at)));
    }
    return found;
  }

  find(log: number, syncId: number): Way | undefined {
    if (!this.#notes.isSought(log + syncId)) return undefined;
    return this.#notes.find(placeMark(log, syncId));
  }

  #hear(way: Way | undefined, nowMs: number): void {
    // What this node committed itself comes by the bus too.
    if (way !== undefined && !way.has('committed')) this.#notes.note(way, 'heard', nowMs);
  }

  /** The ways of the messages in the run that are followed, begun where they have none. */
  #opened(run: EntryRun): Way[] {
    const log = logHash(run.queue, run.epoch);
    const mask = this.#notes.maskOf(run.queue);
    const end = run.first + run.entries.length;
    let at = nextOf(log, run.first, mask);
    if (at >= end) return none;
    const ways: Way[] = [];
    for (; at < end; at += mask + 1) {
      const way = this.#open(run, log, at);
      if (way !== undefined) ways.push(way);
    }
    return ways;
  }

  #open(run: EntryRun, log: number, syncId: number): Way | undefined {
    const mark = placeMark(log, syncId);
    const known = this.#notes.find(mark);
    if (known !== undefined) return known;
    const head = messageHead(run.entries[syncId - run.first] ?? '');
    return (
      head && this.#notes.begin(log + syncId, mark, run.queue, head, { epoch: run.epoch, syncId })
    );
  }

  #openInUserQueue(queue: string, entry: string): Way | undefined {
    if (this.#copies.read(queue, entry)) return this.#openCopy(queue, entry);
    return isPersonal(entry) ? this.personal.open(queue, entry) : undefined;
  }

  /** Of the copy that was read last. */
  #openCopy(queue: string, entry: string): Way | undefined {
    const { log, epoch, syncId } = this.#copies;
    const hash = log + syncId;
    if (!this.#notes.isSought(hash)) return undefined;
    const mark = placeMark(log, syncId);
    if (mark === this.#declined) return undefined;
    const known = this.#notes.find(mark);
    if (known !== undefined) return known;
    const head = messageHead(entry.slice(entry.indexOf(copied) + copied.length, -1));
    const app = queue.slice(0, queue.indexOf('/') + 1);
    const key = app + entry.slice(conversationAt, entry.indexOf('"', conversationAt));
    const way = head && this.#notes.begin(hash, mark, key, head, { epoch, syncId });
    if (way === undefined) this.#declined = mark;
    return way;
  }
}

function isUserQueue({ queue }: EntryRun): boolean {
  return isUserQueueKey(queue as QueueKey);
}

const none: Way[] = [];

/** The first syncId from `first` on that is followed. */
function nextOf(log: number, first: number, mask: number): number {
  return first + (-(log + first) & mask);
}
