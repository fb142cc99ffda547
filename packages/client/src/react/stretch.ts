import { type GapLine, gapLine, type LogEntry, withoutBody } from './lines.ts';
import { viewLimits } from './view-limits.ts';

/**
 * A stretch of a log without a silent hole: each number from `first` to `last` is an entry, or lies in
 * a gap that was told.
 */
export class Stretch {
  #first: number;
  #last: number;
  #entries: LogEntry[];
  #gaps: GapLine[] = [];

  /** `entries` are contiguous from `first`. */
  constructor(first: number, entries: LogEntry[]) {
    this.#first = first;
    this.#last = first + entries.length - 1;
    this.#entries = entries;
  }

  /** What lies in the gap, and nothing else yet. */
  static ofGap(gap: GapLine): Stretch {
    const stretch = new Stretch(gap.to + 1, []);
    stretch.addGap(gap);
    return stretch;
  }

  get first(): number {
    return this.#first;
  }

  get last(): number {
    return this.#last;
  }

  get size(): number {
    return this.#entries.length;
  }

  get entries(): readonly LogEntry[] {
    return this.#entries;
  }

  /** What is missing of what was told to be: history may have given a part of it all the same. */
  get gaps(): readonly GapLine[] {
    const holes = this.#gaps.flatMap((gap) => this.#holesOf(gap));
    return [...new Map(holes.map((hole) => [hole.key, hole])).values()];
  }

  /** No number lies between the two. */
  touches(other: Stretch): boolean {
    return other.#first <= this.#last + 1 && this.#first <= other.#last + 1;
  }

  /** Takes an entry that follows, or one that is there already; else says no. */
  add(entry: LogEntry): boolean {
    const { syncId } = entry;
    if (syncId > this.#last + 1) return false;
    if (syncId === this.#last + 1) {
      this.#entries.push(entry);
      this.#last = syncId;
    }
    return true;
  }

  /** Takes a gap that begins in it or right behind it; else says no. */
  addGap(gap: GapLine): boolean {
    if (gap.from > this.#last && gap.to > this.#last) return false;
    // What history gave all the same is no gap; but that a log was replaced is to be told.
    const isKnown = gap.to <= this.#last && gap.reason !== 'epoch';
    if (isKnown || this.#gaps.some(({ key }) => key === gap.key)) return true;
    this.#gaps = [...this.#gaps, gap].sort(byEnd);
    this.#last = Math.max(this.#last, gap.to);
    return true;
  }

  /** Takes what `other` has besides; the two touch. */
  join(other: Stretch): void {
    this.#entries = merged(this.#entries, other.#entries);
    this.#first = Math.min(this.#first, other.#first);
    this.#last = Math.max(this.#last, other.#last);
    const all = new Map([...this.#gaps, ...other.#gaps].map((gap) => [gap.key, gap]));
    this.#gaps = [...all.values()].sort(byEnd);
  }

  /** From where on there are no more than so many entries, and no more gaps than are shown. */
  firstOf(entries: number): number {
    const gap = this.#gaps.at(-viewLimits.gapLines - 1);
    const entry = this.#entries.at(-entries);
    return Math.max(this.#first, gap === undefined ? 0 : gap.to + 1, entry?.syncId ?? 0);
  }

  /** Forgets what stands before `first`. */
  cut(first: number): void {
    if (first <= this.#first) return;
    this.#entries = this.#entries.slice(placeOf(this.#entries, first));
    this.#gaps = this.#gaps.filter(({ to }) => to >= first);
    this.#first = first;
    this.#last = Math.max(this.#last, first - 1);
  }

  recall(target: number): void {
    const at = placeOf(this.#entries, target);
    const entry = this.#entries[at];
    if (entry?.syncId === target) this.#entries[at] = withoutBody(entry);
  }

  #holesOf(gap: GapLine): GapLine[] {
    if (gap.reason === 'epoch') return [gap];
    const holes: GapLine[] = [];
    let next = Math.max(gap.from + 1, this.#first);
    for (let at = placeOf(this.#entries, next); next <= gap.to; at += 1) {
      const entryAt = this.#entries[at]?.syncId ?? gap.to + 1;
      const to = Math.min(entryAt - 1, gap.to);
      if (to >= next) holes.push(gapLine({ ...gap, from: next - 1, to }));
      next = entryAt + 1;
    }
    return holes;
  }
}

function byEnd(a: GapLine, b: GapLine): number {
  return a.to - b.to;
}

/** Where `syncId` stands, or would. */
function placeOf(entries: readonly LogEntry[], syncId: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((entries[middle] as LogEntry).syncId < syncId) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Of what both have, the first: lines on the screen stay the objects they were. */
function merged(a: readonly LogEntry[], b: readonly LogEntry[]): LogEntry[] {
  const known = new Set(a.map(({ syncId }) => syncId));
  const fresh = b.filter(({ syncId }) => !known.has(syncId));
  return [...a, ...fresh].sort((x, y) => x.syncId - y.syncId);
}
