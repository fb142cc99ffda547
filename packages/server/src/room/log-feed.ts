import type { Position } from '@eagre/protocol';
import type { ConversationKey } from '../keys.ts';
import type { Limits } from '../limits.ts';
import type { Committed } from '../timeline/committed.ts';
import type { QueueHead, Range, Timeline } from '../timeline/timeline.ts';
import { RoomLog } from './log/room-log.ts';

export interface LogFeedUse {
  readonly timeline: Pick<Timeline, 'heads' | 'ranges'>;
  readonly limits: Pick<Limits, 'roomLogEntries' | 'roomLogChars' | 'blockBytes'>;
  readonly counts: { holes: number };
  readonly report: (error: unknown, what: string) => void;
}

/**
 * Fills the memory of a room's log: from the bus, and from the store when the room opens and where the
 * bus lost something. One read is for all devices of the node (invariant 6).
 */
export class LogFeed {
  readonly log: RoomLog;
  /** Entries up to here were trimmed when the room was opened; more may be by now. */
  readonly low: number;
  readonly #use: LogFeedUse;
  readonly #key: ConversationKey;
  /** The last entry that the follower was told. */
  #told: Position;
  #news: (entries: readonly string[]) => void = () => {};
  #isFilling = false;
  #checking: Promise<void> | undefined;

  private constructor(use: LogFeedUse, key: ConversationKey, newest: Range) {
    const { epoch, first, low } = newest;
    this.#use = use;
    this.#key = key;
    this.low = low;
    this.log = new RoomLog({ epoch, head: first - 1 }, use.limits);
    this.log.offer(newest);
    this.#told = { epoch, syncId: first - 1 };
  }

  static async open(use: LogFeedUse, key: ConversationKey): Promise<LogFeed> {
    const at = await headOf(use, key);
    const after = Math.max(0, at.head - use.limits.roomLogEntries);
    return new LogFeed(use, key, await read(use, key, after));
  }

  /** `news` is told all entries, those in memory at once and others as they join the log. */
  follow(news: (entries: readonly string[]) => void): void {
    this.#news = news;
    this.#tell();
  }

  /** What the bus brings. */
  take(committed: Committed): void {
    const outcome = this.log.offer(committed);
    this.#tell();
    if (outcome !== 'hole') return;
    const failed = (error: unknown) => this.#use.report(error, `reading a hole of ${this.#key}`);
    this.#fillHoles().catch(failed);
  }

  /** Entries up to there will not come: the newest of them are read. */
  skipped({ epoch, head }: { epoch: number; head: number }): void {
    const failed = (error: unknown) => this.#use.report(error, `catching up with ${this.#key}`);
    this.reach({ epoch, syncId: head }).catch(failed);
  }

  /** Something that a device has is not in the log. */
  isBehind({ epoch, syncId }: Position): boolean {
    const { log } = this;
    return epoch > log.epoch || (epoch === log.epoch && syncId > log.head);
  }

  /** Has what a device got on another node, if the store has it. Errors: those of the store. */
  async reach(position: Position): Promise<void> {
    // The first may be one that began before the entry was there.
    for (let reads = 0; reads < 2 && this.isBehind(position); reads += 1) {
      await this.check(position.syncId);
    }
  }

  /** `seen`: a place that a device has seen. Finds what the bus lost last, and holes that could not be read. Errors: those of the store. */
  check(seen = 0): Promise<void> {
    this.#checking ??= this.#compare(seen).finally(() => {
      this.#checking = undefined;
    });
    return this.#checking;
  }

  async #compare(seen: number): Promise<void> {
    const { epoch, head } = await headOf(this.#use, this.#key, seen);
    if (this.isBehind({ epoch, syncId: head }) && head > 0) {
      const newest = Math.max(0, head - this.#use.limits.roomLogEntries);
      const after = epoch === this.log.epoch ? Math.max(this.log.head, newest) : newest;
      this.#use.counts.holes += 1;
      this.log.fill(await read(this.#use, this.#key, after, head));
      this.#tell();
    }
    await this.#fillHoles();
  }

  /** Another hole meanwhile is read along with this one. */
  async #fillHoles(): Promise<void> {
    if (this.#isFilling || this.log.hole === undefined) return;
    this.#isFilling = true;
    this.#use.counts.holes += 1;
    try {
      for (let { hole } = this.log; hole !== undefined; hole = this.log.hole) {
        this.log.fill(await read(this.#use, this.#key, hole.after, hole.to));
      }
    } finally {
      // At once, and not when the promise is settled: a hole that comes between would be forgotten.
      this.#isFilling = false;
    }
    this.#tell();
  }

  #tell(): void {
    const { log } = this;
    if (log.epoch !== this.#told.epoch) this.#told = { epoch: log.epoch, syncId: 0 };
    const news = log.after(this.#told.syncId);
    if (news === undefined) return;
    this.#told = { epoch: log.epoch, syncId: log.head };
    this.#news(news.entries);
  }
}

async function headOf(
  { timeline }: LogFeedUse,
  queue: ConversationKey,
  seen = 0,
): Promise<QueueHead> {
  const [at] = await timeline.heads([queue], [seen]);
  if (at === undefined) throw new Error(`no head of ${queue}`);
  return at;
}

async function read(
  { timeline, limits }: LogFeedUse,
  queue: ConversationKey,
  after: number,
  to?: number,
): Promise<Range> {
  const [range] = await timeline.ranges([
    {
      ...{ queue, after, limit: limits.roomLogEntries, bytes: limits.blockBytes },
      ...(to !== undefined && { to }),
    },
  ]);
  if (range === undefined) throw new Error(`no range of ${queue}`);
  return range;
}
