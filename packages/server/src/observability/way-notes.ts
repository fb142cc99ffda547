import type { Clock } from '@eagre/protocol';
import type { Limits } from '../limits.ts';
import { FollowedFrame } from './followed-frame.ts';
import { WayPace } from './way-pace.ts';
import { type Way, WayRing, type WayStationName } from './way-ring.ts';
import type { MessageHead } from './way-texts.ts';
import { WayWatch } from './way-watch.ts';
import type { Arrival } from './ways.ts';

export interface WayNotesOptions {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly limits: Pick<
    Limits,
    'waysKept' | 'wayNotesPerSecond' | 'watchedWaysKept' | 'watchedNotesPerSecond' | 'waysWatched'
  >;
}

/** Ways of one sort: their memory, and how many of them begin. */
export interface WayShelf {
  readonly ring: WayRing;
  readonly pace: WayPace;
}

/** The place of a stored message in its log. */
export interface WayPlace {
  readonly epoch: number;
  readonly syncId: number;
}

const noPlace: WayPlace = { epoch: 0, syncId: 0 };

/** The memory of a node's ways, and the choice of those that are followed. */
export class WayNotes {
  readonly watch: WayWatch;
  /** One of so many … */
  readonly sampled: WayShelf;
  /** … and those that somebody asked for. */
  readonly watched: WayShelf;
  readonly #clock: WayNotesOptions['clock'];

  constructor({ clock, limits }: WayNotesOptions) {
    this.#clock = clock;
    this.watch = new WayWatch(limits.waysWatched);
    this.sampled = shelf(limits.waysKept, limits.wayNotesPerSecond);
    this.watched = shelf(limits.watchedWaysKept, limits.watchedNotesPerSecond);
  }

  /** Now, monotonic ms; to be asked before messages are taken up. */
  look(nowMs = this.#clock.monotonicMs()): number {
    this.sampled.pace.look(nowMs);
    this.watch.look(nowMs);
    if (this.watch.isActive) this.watched.pace.look(nowMs);
    return nowMs;
  }

  /**
   * A message of this conversation (its key) may be followed when its hash has none of these bits:
   * for most messages that is all that is looked at.
   */
  maskOf(key: string): number {
    const { isActive } = this.watch;
    return isActive && this.watch.mayHave(key) ? 0 : this.sampled.pace.mask;
  }

  /** The same of messages that may have begun to be followed already, of whichever conversation. */
  get seekMask(): number {
    return this.watch.isActive ? 0 : this.sampled.pace.seekMask;
  }

  isSought(hash: number): boolean {
    return (hash & this.seekMask) === 0;
  }

  find(mark: number): Way | undefined {
    const way = this.sampled.ring.find(mark);
    if (way !== undefined || !this.watch.isActive) return way;
    return this.watched.ring.find(mark);
  }

  /**
   * A way under the mark for the message with this hash, if it is one to follow; `key` is that of the
   * conversation.
   */
  begin(
    hash: number,
    mark: number,
    key: string,
    head: MessageHead,
    { epoch, syncId } = noPlace,
  ): Way | undefined {
    const isWatched = this.watch.isActive && this.watch.has(key, head.from);
    const { ring, pace } = isWatched ? this.watched : this.sampled;
    if ((hash & pace.mask) !== 0) return undefined;
    const way = ring.begin(mark);
    const slash = key.indexOf('/');
    way.app = key.slice(0, slash);
    way.conversation = key.slice(slash + 1);
    way.from = head.from;
    way.kind = head.kind;
    way.id = head.id;
    way.epoch = epoch;
    way.syncId = syncId;
    way.isWatched = isWatched;
    return way;
  }

  note(way: Way, station: WayStationName, atMs = this.#clock.monotonicMs()): void {
    (way.isWatched ? this.watched : this.sampled).pace.noted();
    way.passed(station, atMs);
  }

  arrived(way: Way | undefined, { receivedMs, admittedMs }: Arrival): void {
    if (way === undefined) return;
    this.note(way, 'received', receivedMs);
    this.note(way, 'admitted', admittedMs);
  }

  /** `frame`, or a new one, with the way in it; nothing is made for no way. */
  framed(frame: FollowedFrame | undefined, way: Way | undefined): FollowedFrame | undefined {
    if (way === undefined) return frame;
    const made = frame ?? new FollowedFrame((one, station) => this.note(one, station));
    made.add(way);
    return made;
  }
}

function shelf(ways: number, notesPerSecond: number): WayShelf {
  return { ring: new WayRing(ways), pace: new WayPace(notesPerSecond) };
}
