import { type Clock, type GapReason, type Position, wireLimits } from '@eagre/protocol';
import { continueFrom } from '../conversation/continuation.ts';
import type { Limits } from '../limits.ts';
import type { RecentChat } from './log/recent-chat.ts';
import type { RoomLog } from './log/room-log.ts';
import type { Crowd } from './presence/crowd.ts';
import type { Attributes } from './state/attributes.ts';
import type { Counters } from './state/counters.ts';
import type { RoomState } from './state/room-state.ts';

export interface SnapshotOptions {
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'roomSnapshotMs' | 'roomSnapshotEntries'>;
  readonly log: RoomLog;
  /** Entries up to here were trimmed from the room's queue. */
  readonly low: number;
  readonly crowd: Crowd;
  readonly chat: RecentChat;
  readonly attributes: Attributes;
  readonly counters: Counters;
  readonly state: RoomState;
}

interface Told {
  /** Of the answer: JSON text of its fields, without braces. */
  readonly text: string;
  /** The head that it tells. */
  readonly head: number;
}

/**
 * How the room stands, for those who enter. A room that a hundred thousand enter in a minute would
 * encode its state two thousand times a second; so the text is put together when somebody asks, and
 * given to all who ask within `roomSnapshotMs`. A new entry of the log makes a new one at once, so
 * that nobody who enters is behind already.
 */
export class Snapshot {
  readonly #options: SnapshotOptions;
  #state = '';
  #log = '';
  #madeAtMs = Number.NEGATIVE_INFINITY;
  #head = -1;
  #epoch = -1;
  /** Texts put together so far. */
  builds = 0;

  constructor(options: SnapshotOptions) {
    this.#options = options;
  }

  /** For a device that comes anew. */
  fresh(): Told {
    this.#renew();
    return { text: `${this.#log},${this.#state}`, head: this.#head };
  }

  /** What it says of the room's order is no longer so. */
  expire(): void {
    this.#madeAtMs = Number.NEGATIVE_INFINITY;
  }

  /** For a device that comes back with a position. */
  since(position: Position): Told {
    this.#renew();
    const { log, limits, low } = this.#options;
    const at = continueFrom(
      position,
      { epoch: log.epoch, head: log.head, low },
      limits.roomSnapshotEntries,
    );
    return { text: `${this.#logText(at.from, at.gap)},${this.#state}`, head: log.head };
  }

  #renew(): void {
    const { clock, limits, log, low } = this.#options;
    const nowMs = clock.monotonicMs();
    const isStale = nowMs - this.#madeAtMs >= limits.roomSnapshotMs;
    if (!isStale && log.head === this.#head && log.epoch === this.#epoch) return;
    this.#head = log.head;
    this.#epoch = log.epoch;
    this.#madeAtMs = nowMs;
    this.builds += 1;
    this.#log = this.#logText(Math.max(low, log.head - limits.roomSnapshotEntries));
    this.#state = this.#stateText();
  }

  /** Entries that memory does not hold any more are left to the device to pull. */
  #logText(from: number, gap?: GapReason): string {
    const { epoch, head } = this.#options.log;
    const found = from < head ? this.#options.log.after(from, wireLimits.roomEntries) : undefined;
    const entries = found?.first === from + 1 ? fitting(found.entries) : [];
    let text = `"epoch":${epoch},"head":${head},"from":${from},"entries":[${entries.join(',')}]`;
    if (from + entries.length < head) text += ',"truncated":true';
    if (gap !== undefined) text += `,"gap":"${gap}"`;
    return text;
  }

  #stateText(): string {
    const { crowd, counters, attributes, chat, state } = this.#options;
    const { mutedAll, slowMs } = state.settings;
    const figures = JSON.stringify({
      online: crowd.total(),
      peak: crowd.peak,
      visitors: crowd.visitors,
      counters: counters.totals(),
      ...(mutedAll && { mutedAll }),
      ...(slowMs > 0 && { slowMs }),
    });
    return `${figures.slice(1, -1)},"attributes":${attributes.text()},"chat":[${chat.texts().join(',')}]`;
  }
}

/** The first ones, as many as an answer may hold when nobody asked for more. */
function fitting(entries: readonly string[]): readonly string[] {
  let chars = 0;
  const tooMuch = entries.findIndex((text) => {
    chars += text.length;
    return chars > wireLimits.answerBytesDefault;
  });
  return tooMuch < 0 ? entries : entries.slice(0, tooMuch);
}
