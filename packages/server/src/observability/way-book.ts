import { ChatWays } from './chat-ways.ts';
import type { FollowedFrame } from './followed-frame.ts';
import { StoredWays } from './stored-ways.ts';
import { WayNotes, type WayNotesOptions } from './way-notes.ts';
import type { Way } from './way-ring.ts';
import type { Watched, WatchedFor } from './way-watch.ts';
import type {
  Arrival,
  ChatHead,
  EntryRun,
  EntrySpan,
  FollowedQueue,
  FrameRun,
  HandOut,
  SaidChat,
  SentPlace,
  Ways,
} from './ways.ts';

export interface WayBookOptions extends WayNotesOptions {}

/**
 * Writes down when messages pass the stations of this node. Which ones is decided by hashes alone, so
 * all nodes take the same without speaking of it, as far as they are equally busy. The newest are
 * kept, in memory that is made once.
 */
export class WayBook implements Ways {
  readonly #clock: WayBookOptions['clock'];
  readonly #notes: WayNotes;
  readonly #stored: StoredWays;
  readonly #chat: ChatWays;

  constructor(options: WayBookOptions) {
    this.#clock = options.clock;
    this.#notes = new WayNotes(options);
    this.#stored = new StoredWays(this.#notes);
    this.#chat = new ChatWays(this.#notes);
  }

  /** One of so many messages is followed now. */
  get oneOf(): number {
    this.#notes.look();
    return this.#notes.sampled.pace.oneOf;
  }

  /** Ways in memory: those that somebody asked for, newest first, then the others so. */
  *newest(): Generator<Way> {
    yield* this.#notes.watched.ring.newest();
    yield* this.#notes.sampled.ring.newest();
  }

  /** Whether `follow` would do it. */
  mayFollow(what: Watched): boolean {
    this.#notes.look();
    return this.#notes.watch.hasRoomFor(what);
  }

  /** All its messages from now on, within bounds. False when too much is followed already. */
  follow(what: Watched, forMs: number): boolean {
    return this.#notes.watch.add(what, this.#clock.monotonicMs(), forMs);
  }

  unfollow(what: Watched): void {
    this.#notes.watch.remove(what, this.#clock.monotonicMs());
  }

  following(): WatchedFor[] {
    return this.#notes.watch.list(this.#clock.monotonicMs());
  }

  arrival(receivedMs: number): Arrival {
    return { receivedMs, admittedMs: this.#clock.monotonicMs() };
  }

  stored(app: string, conversation: string, place: SentPlace, arrival: Arrival): void {
    const { epoch, syncId, duplicate } = place;
    if (epoch === undefined || syncId === undefined || duplicate === true) return;
    this.#stored.arrived(`${app}/${conversation}`, epoch, syncId, arrival);
  }

  personal(
    app: string,
    conversation: string,
    { from, id }: ChatHead,
    { duplicate }: SentPlace,
    arrival: Arrival,
  ): void {
    if (id === undefined || duplicate === true) return;
    this.#stored.personal.arrived(`${app}/${conversation}`, from, id, arrival);
  }

  said(app: string, room: string, { from, id, kind }: ChatHead, arrival: Arrival): void {
    if (id !== undefined) this.#chat.said(`${app}/${room}`, from, id, kind, arrival);
  }

  committed(all: readonly EntryRun[]): void {
    this.#stored.committed(all);
  }

  published(run: EntryRun): void {
    this.#stored.published(run);
  }

  heard(run: EntryRun): void {
    this.#stored.heard(run);
  }

  handOut(queue: FollowedQueue, run: FrameRun): HandOut | undefined {
    return this.#stored.framed(queue, run);
  }

  chat(room: string, items: readonly SaidChat[], station: 'published' | 'heard'): void {
    this.#chat.passed(room, items, station);
  }

  dropped(room: string, items: readonly SaidChat[], kept: readonly SaidChat[], why: string): void {
    this.#chat.dropped(room, items, kept, why);
  }

  flushed(
    room: string,
    items: readonly SaidChat[],
    entries: EntrySpan | undefined,
  ): HandOut | undefined {
    let frame: FollowedFrame | undefined;
    for (const item of items) frame = this.#notes.framed(frame, this.#chat.find(room, item));
    if (entries !== undefined) frame = this.#stored.among(frame, room, entries);
    frame?.flushed();
    return frame;
  }
}
