import {
  type Clock,
  type ConversationId,
  encodeRoom,
  type RoomOnline,
  type RoomParts,
} from '@eagre/protocol';
import type { ChatItem } from '../bus/bus.ts';
import type { Flush } from '../fanout/audience-receiver.ts';
import { entryTime } from '../fanout/entry-time.ts';
import { TextFrame } from '../fanout/room-frame.ts';
import type { Limits } from '../limits.ts';
import type { RoomLog } from './log/room-log.ts';
import type { Crowd } from './presence/crowd.ts';
import type { Counters } from './state/counters.ts';

export interface FlushesOptions {
  readonly room: ConversationId;
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'roomRefreshMs' | 'roomJoinNames' | 'packMinChars'>;
  readonly log: RoomLog;
  readonly crowd: Crowd;
  readonly counters: Counters;
  /** Frames that devices of the room refused so far. */
  readonly refused: () => number;
}

/** What nobody was told differs from whatever there is to tell. */
const unknownOnline: RoomOnline = { devices: -1, users: -1 };

/** A flush that remembers what it is made of, so that it can be made again with more entries. */
interface MadeFlush extends Flush {
  readonly parts: Omit<RoomParts, 'entries'>;
}

/**
 * Makes the frames of one room: what the log has that was not handed out, the chat of the window, and
 * of the figures those that changed. The head that frames tell is that of the last entry handed out:
 * a device must not take an entry that is on its way for one that it missed.
 */
export class Flushes {
  readonly #options: FlushesOptions;
  #epoch: number;
  #sent: number;
  /** As told last. */
  #online = unknownOnline;
  #refreshedAtMs = Number.NEGATIVE_INFINITY;
  /** Somebody came in since all figures went … */
  #isOwing = false;
  /** … or some were refused: `refused` when all of them went last. */
  #refused = 0;

  constructor(options: FlushesOptions) {
    this.#options = options;
    this.#epoch = options.log.epoch;
    this.#sent = options.log.head;
  }

  /** The last reliable entry that was handed to the audience. */
  get position(): { epoch: number; head: number } {
    return { epoch: this.#epoch, head: this.#sent };
  }

  /**
   * What there is to tell with this chat, which has waited for so long; undefined when there is
   * nothing. `entriesOnly`: the figures are on their way already, by the flush that this one overtakes.
   */
  make(chat: readonly ChatItem[], entriesOnly: boolean, waitedMs: number): Flush | undefined {
    const { log, room, clock } = this.#options;
    this.#follow();
    const entries = log.after(this.#sent);
    const figures = entriesOnly ? undefined : this.#figures();
    if (chat.length === 0 && entries === undefined && figures === undefined) return undefined;
    if (entries !== undefined) this.#sent = entries.first + entries.entries.length - 1;
    const parts = {
      room,
      at: clock.now(),
      epoch: this.#epoch,
      head: this.#sent,
      chat: chat.map(({ text }) => text),
      ...figures,
    };
    const flush: MadeFlush = {
      frame: this.#frame({ ...parts, ...(entries && { entries }) }),
      chat: chat.length,
      entries: entries && { first: entries.first, last: this.#sent },
      sinceMs: this.#sinceMs(chat.length > 0 ? waitedMs : undefined, entries?.entries[0]),
      parts,
    };
    return flush;
  }

  /** Somebody came in who may not have been told the figures that went last. */
  owe(): void {
    this.#isOwing = true;
    this.#online = unknownOnline;
  }

  /** It is time to tell all figures again, since not all devices may know the last. */
  get owesFigures(): boolean {
    const { limits, clock, refused } = this.#options;
    if (!this.#isOwing && refused() === this.#refused) return false;
    return clock.monotonicMs() - this.#refreshedAtMs >= limits.roomRefreshMs;
  }

  /** `AudienceSource.catchUp`. */
  catchUp(flush: Flush | undefined, after: number, last: number): TextFrame | undefined {
    const { log, room, clock } = this.#options;
    const entries = log.epoch === this.#epoch ? log.after(after, last - after) : undefined;
    if (entries?.first !== after + 1 || entries.entries.length < last - after) return undefined;
    const parts = (flush as MadeFlush | undefined)?.parts ?? { room, at: clock.now() };
    return this.#frame({ ...parts, epoch: this.#epoch, head: last, entries });
  }

  /** After the log was replaced by one of another epoch, everything of it is still to be handed out. */
  #follow(): void {
    const { log } = this.#options;
    if (log.epoch === this.#epoch) return;
    this.#epoch = log.epoch;
    this.#sent = 0;
  }

  /** Online and counters that changed, all of them now and then: a device may have missed a frame. */
  #figures(): Pick<RoomParts, 'online' | 'counters' | 'joins'> | undefined {
    const { clock, crowd, counters, limits, refused } = this.#options;
    const nowMs = clock.monotonicMs();
    const online = crowd.total();
    const joins = crowd.takeJoins(limits.roomJoinNames);
    const changed = counters.takeChanged();
    const isNew = online.devices !== this.#online.devices || online.users !== this.#online.users;
    const isNews = isNew || joins !== undefined || changed !== undefined;
    if (!isNews && !this.owesFigures) return undefined;
    this.#online = online;
    if (nowMs - this.#refreshedAtMs < limits.roomRefreshMs) {
      return {
        ...(isNew && { online }),
        ...(changed && { counters: changed }),
        ...(joins && { joins }),
      };
    }
    this.#refreshedAtMs = nowMs;
    this.#refused = refused();
    this.#isOwing = false;
    const all = counters.totals();
    return {
      online,
      ...(Object.keys(all).length > 0 && { counters: all }),
      ...(joins && { joins }),
    };
  }

  /** When the oldest came in, of chat that waited so long and entries that begin with this one. */
  #sinceMs(waitedMs: number | undefined, entry: string | undefined): number | undefined {
    const { clock } = this.#options;
    const madeAt = entry === undefined ? undefined : entryTime(entry);
    if (waitedMs === undefined && madeAt === undefined) return undefined;
    const entryMs = madeAt === undefined ? 0 : clock.now() - madeAt;
    return clock.monotonicMs() - Math.max(entryMs, waitedMs ?? 0);
  }

  #frame(parts: RoomParts): TextFrame {
    return new TextFrame(encodeRoom(parts), this.#options.limits.packMinChars);
  }
}
