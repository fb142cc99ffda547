import type { Committed } from '../../timeline/committed.ts';
import { EntryRun, type EntryRunLimits } from './entry-run.ts';

/**
 * What came of entries: `new`: the head grew; `old`: they are known; `hole`: entries before them are
 * missing, see `hole`; `epoch`: the log is another one now and begins with them.
 */
export type Offered = 'new' | 'old' | 'hole' | 'epoch';

/** Entries to be read: after `after` (exclusive) to `to` (inclusive). */
export interface Hole {
  readonly after: number;
  readonly to: number;
}

type Entries = Pick<Committed, 'epoch' | 'first' | 'entries'>;

/**
 * The newest reliable entries of a room, in memory: for the frames of the next flush, and for devices
 * that refused the last ones. The timeline has them all; reading it for each of a hundred thousand
 * devices is what this saves.
 *
 * Entries come from the bus, where some may be lost. Then what came is kept aside, `head` stays at the
 * last entry without a hole before it, and the owner reads the hole once, for all devices.
 */
export class RoomLog {
  readonly #limits: EntryRunLimits;
  #epoch: number;
  #run: EntryRun;
  /** After a hole. */
  #ahead: EntryRun | undefined;

  /** Entries up to `head` are not in memory: the log goes on from there. */
  constructor({ epoch, head }: { epoch: number; head: number }, limits: EntryRunLimits) {
    this.#limits = limits;
    this.#epoch = epoch;
    this.#run = new EntryRun(limits, head + 1);
  }

  get epoch(): number {
    return this.#epoch;
  }

  /** The newest entry up to which none is missing; 0: there is none. */
  get head(): number {
    return this.#run.last;
  }

  /** What has to be read and given to `fill`; never more than memory holds. */
  get hole(): Hole | undefined {
    if (this.#ahead === undefined) return undefined;
    const to = this.#ahead.first - 1;
    return { after: Math.max(this.head, to - this.#limits.roomLogEntries), to };
  }

  /** Memory has every entry after `after`. */
  reaches(after: number): boolean {
    return after + 1 >= this.#run.first;
  }

  /**
   * Entries after `after` that are in memory, oldest first, at most `most`. They begin later than
   * `after + 1` when memory does not reach back so far. Undefined when there are none.
   */
  after(
    after: number,
    most = Number.MAX_SAFE_INTEGER,
  ): { first: number; entries: string[] } | undefined {
    return this.#run.after(after, most);
  }

  /** Takes what the bus brought. */
  offer(entries: Entries): Offered {
    const { epoch, first, entries: texts } = entries;
    if (texts.length === 0 || epoch < this.#epoch) return 'old';
    if (epoch > this.#epoch) return this.#restart(entries);
    if (first + texts.length - 1 <= this.head) return 'old';
    if (first > this.head + 1) {
      this.#keepAside(first, texts);
      return 'hole';
    }
    this.#run.append(first, texts);
    this.#join();
    return 'new';
  }

  /**
   * Takes what the timeline has of the hole. What it lacks at the start, or all of it, was trimmed and
   * will not come: the log goes on behind it. So the hole is smaller afterwards, or gone.
   */
  fill(range: Entries): Offered {
    if (range.epoch > this.#epoch && range.entries.length > 0) return this.#restart(range);
    const isOfUse = range.epoch === this.#epoch && range.entries.length > 0;
    if (isOfUse && range.first <= this.head + 1) return this.offer(range);
    if (!isOfUse && this.#ahead === undefined) return 'old';
    this.#run = isOfUse
      ? new EntryRun(this.#limits, range.first, range.entries)
      : (this.#ahead as EntryRun);
    this.#join();
    return 'new';
  }

  #restart({ epoch, first, entries }: Entries): Offered {
    this.#epoch = epoch;
    this.#run = new EntryRun(this.#limits, first, entries);
    this.#ahead = undefined;
    return 'epoch';
  }

  /** Keeps one run only, the newest: between two holes there is too little to be worth the trouble. */
  #keepAside(first: number, texts: readonly string[]): void {
    const aside = this.#ahead;
    const last = first + texts.length - 1;
    if (aside === undefined || first > aside.last + 1) {
      this.#ahead = new EntryRun(this.#limits, first, texts);
    } else if (first >= aside.first) {
      aside.append(first, texts);
    } else if (last >= aside.first - 1) {
      this.#ahead = new EntryRun(this.#limits, first, texts);
      this.#ahead.append(aside.first, aside.texts);
    }
  }

  /** What was kept aside joins when the hole before it is closed. */
  #join(): void {
    const aside = this.#ahead;
    if (aside === undefined || aside.first > this.head + 1) return;
    this.#run.append(aside.first, aside.texts);
    this.#ahead = undefined;
  }
}
