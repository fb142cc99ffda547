import type { HistoryPage } from '../conversation.ts';
import type { EagreGapEvent, EagrePersonalEvent } from '../events.ts';
import {
  type GapLine,
  gapLine,
  type LogEntry,
  logEntry,
  type PersonalLine,
  type PlacedEntry,
  personalEvent,
  personalLine,
} from './lines.ts';
import { PersonalLines } from './personal-lines.ts';
import { Stretch } from './stretch.ts';
import type { ConversationLine } from './views.ts';

export interface ConversationLogPorts {
  user: string;
  /** A message of the user's own stands in the log. */
  stored(clientId: string): void;
}

/**
 * One conversation put together from pages of history and from what arrives meanwhile, in whatever
 * order: what is shown is one stretch without a silent hole, from the oldest loaded entry to the
 * newest. What arrives behind a hole waits until a page leads up to it.
 */
export class ConversationLog {
  readonly #ports: ConversationLogPorts;
  readonly #personal = new PersonalLines();
  readonly #recalled = new Set<number>();
  /** Undefined until the log is known to exist. */
  #epoch: number | undefined;
  /** Undefined until the newest page came. */
  #shown: Stretch | undefined;
  #ahead: Stretch | undefined;
  #hasMore = false;
  /** The log was, and that is not shown yet. */
  #replaced: GapLine | undefined;

  constructor(ports: ConversationLogPorts) {
    this.#ports = ports;
  }

  /** The newest page must be loaded (again). */
  get wantsPage(): boolean {
    return this.#shown === undefined || this.#ahead !== undefined;
  }

  get epoch(): number | undefined {
    return this.#epoch;
  }

  get isLoaded(): boolean {
    return this.#shown !== undefined;
  }

  get head(): number {
    return this.#shown?.last ?? 0;
  }

  /** Before which entry the next older page ends. */
  get first(): number {
    return this.#shown?.first ?? 1;
  }

  get size(): number {
    return this.#shown?.size ?? 0;
  }

  get hasMore(): boolean {
    return this.#hasMore;
  }

  arrived(placed: PlacedEntry): void {
    if (!this.#follows(placed.epoch)) return;
    const entry = this.#take(placed);
    if (this.#shown?.add(entry) || this.#ahead?.add(entry)) this.#joinAhead();
    else this.#ahead = new Stretch(entry.syncId, [entry]);
  }

  gap(event: EagreGapEvent): void {
    if (!this.#follows(event.epoch)) return;
    const gap = gapLine(event);
    if (gap.reason === 'epoch') this.#replaced = gap;
    else if (this.#shown !== undefined && gap.to < this.#shown.first) return;
    else if (!this.#shown?.addGap(gap) && !this.#ahead?.addGap(gap)) {
      this.#ahead = Stretch.ofGap(gap);
    }
    this.#joinAhead();
  }

  personal(event: EagrePersonalEvent): void {
    if (!this.#follows(event.epoch)) return;
    this.#personal.add(personalLine(event, this.#ports.user));
    if (event.from === this.#ports.user && event.clientId) this.#ports.stored(event.clientId);
  }

  /** The end of the log as it was a moment ago. */
  newestPage(page: HistoryPage): void {
    const stretch = this.#stretchOf(page);
    if (stretch === undefined) return;
    const shown = this.#shown;
    if (shown?.touches(stretch)) {
      stretch.cut(shown.first);
      shown.join(stretch);
    } else if (shown === undefined || stretch.first > shown.last) {
      this.#shown = stretch;
      this.#hasMore = page.more;
      // A page that ends before what is shown is too old to be of use.
    } else return;
    this.#joinAhead();
    this.#personalOf(page);
  }

  /** The page before entry `before`, which was the first one when it was asked for. */
  olderPage(page: HistoryPage, before: number): void {
    const stretch = this.#stretchOf(page);
    const shown = this.#shown;
    // The log may have been cut or replaced since.
    if (stretch === undefined || shown?.first !== before) return;
    this.#hasMore = page.more;
    if (stretch.touches(shown)) shown.join(stretch);
    this.#personalOf(page);
  }

  /** Keeps the newest `entries`. */
  trim(entries: number): void {
    this.#ahead?.cut(this.#ahead.firstOf(entries));
    const shown = this.#shown;
    const first = shown?.firstOf(entries);
    if (shown === undefined || first === undefined || first <= shown.first) return;
    shown.cut(first);
    this.#personal.cut(shown.first);
    this.#hasMore = true;
    for (const target of this.#recalled) if (target < shown.first) this.#recalled.delete(target);
  }

  lines(): ConversationLine[] {
    const shown = this.#shown;
    if (shown === undefined) return [];
    // The page that begins the log has all that is anchored before its first entry.
    const personal = this.#personal.all.filter((line) => {
      return !this.#hasMore || line.syncId >= shown.first;
    });
    const between = [...shown.gaps, ...personal].sort((a, b) => placeOf(a) - placeOf(b));
    const lines: ConversationLine[] = [];
    let next = 0;
    for (const { syncId, line } of shown.entries) {
      for (; next < between.length; next += 1) {
        const one = between[next] as GapLine | PersonalLine;
        if (placeOf(one) >= syncId) break;
        lines.push(one);
      }
      if (line !== undefined) lines.push(line);
    }
    return lines.concat(between.slice(next));
  }

  /** Whether something of that epoch is of this log; a newer one begins the log anew. */
  #follows(epoch: number): boolean {
    if (this.#epoch !== undefined && epoch <= this.#epoch) return epoch === this.#epoch;
    const isFirst = this.#epoch === undefined;
    this.#epoch = epoch;
    if (isFirst) return true;
    this.#shown = this.#ahead = this.#replaced = undefined;
    this.#hasMore = false;
    this.#personal.clear();
    this.#recalled.clear();
    return true;
  }

  #stretchOf({ entries, before }: HistoryPage): Stretch | undefined {
    const epoch = entries[0]?.epoch;
    if (epoch !== undefined && !this.#follows(epoch)) return undefined;
    return new Stretch(
      before,
      entries.map((entry) => this.#take(entry)),
    );
  }

  #personalOf({ personal }: HistoryPage): void {
    for (const one of personal) this.personal(personalEvent(one));
  }

  #take(placed: PlacedEntry): LogEntry {
    const { user, stored } = this.#ports;
    if (placed.type === 'recall') this.#recall(placed.target);
    if (placed.type === 'message') {
      if (placed.recalled) this.#recall(placed.syncId);
      if (placed.from === user && placed.clientId) stored(placed.clientId);
    }
    return logEntry(placed, user, this.#recalled.has(placed.syncId));
  }

  #recall(target: number): void {
    this.#recalled.add(target);
    this.#shown?.recall(target);
    this.#ahead?.recall(target);
  }

  #joinAhead(): void {
    const shown = this.#shown;
    const ahead = this.#ahead;
    if (shown !== undefined && this.#replaced !== undefined) {
      // What is there now stands before it, whatever of that the device was told again.
      shown.addGap({ ...this.#replaced, to: shown.last });
      this.#replaced = undefined;
    }
    if (shown === undefined || ahead === undefined || ahead.first > shown.last + 1) return;
    ahead.cut(shown.first);
    shown.join(ahead);
    this.#ahead = undefined;
  }
}

/** After which entry it is shown. */
function placeOf(line: GapLine | PersonalLine): number {
  return line.type === 'gap' ? line.to : line.syncId;
}
