import type { Clock } from '@eagre/protocol';
import type { Limits } from '../limits.ts';
import { FollowedFrame } from './followed-frame.ts';
import { WayPace } from './way-pace.ts';
import { type Way, WayRing, type WayStationName } from './way-ring.ts';
import type { MessageHead } from './way-texts.ts';
import type { Arrival } from './ways.ts';

export interface WayNotesOptions {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly limits: Pick<Limits, 'waysKept' | 'wayNotesPerSecond'>;
}

/** The memory of a node's ways, and the choice of those that are followed. */
export class WayNotes {
  readonly ring: WayRing;
  readonly pace: WayPace;
  readonly #clock: WayNotesOptions['clock'];

  constructor({ clock, limits }: WayNotesOptions) {
    this.#clock = clock;
    this.ring = new WayRing(limits.waysKept);
    this.pace = new WayPace(limits.wayNotesPerSecond);
  }

  /** Now, monotonic ms; to be asked before messages are taken up. */
  look(): number {
    const nowMs = this.#clock.monotonicMs();
    this.pace.look(nowMs);
    return nowMs;
  }

  /** Whether the way of a message with this hash may begin. */
  isFollowed(hash: number): boolean {
    return (hash & this.pace.mask) === 0;
  }

  /** Whether it may have begun; for most messages that is all that is looked at. */
  isSought(hash: number): boolean {
    return (hash & this.pace.seekMask) === 0;
  }

  /** A way under the mark; `key` is that of the conversation. Both places are 0 for chat. */
  begin(mark: number, key: string, head: MessageHead, epoch = 0, syncId = 0): Way {
    const way = this.ring.begin(mark);
    const slash = key.indexOf('/');
    way.app = key.slice(0, slash);
    way.conversation = key.slice(slash + 1);
    way.from = head.from;
    way.kind = head.kind;
    way.id = head.id;
    way.epoch = epoch;
    way.syncId = syncId;
    return way;
  }

  note(way: Way, station: WayStationName, atMs = this.#clock.monotonicMs()): void {
    this.pace.noted();
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
