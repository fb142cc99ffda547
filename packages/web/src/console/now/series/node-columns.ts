import type { NodeSeries } from '@eagre/server/console';
import type { Values } from './merge.ts';

/** Key of what was left out for one reason, among the figures. */
export const dropKey = (reason: string): string => `${dropPrefix}${reason}`;
const dropPrefix = 'drop:';
/** … and for all reasons together. */
export const allDrops = 'drops';

/** The reason of a key of `dropKey`; undefined for another figure. */
export function reasonOf(key: string): string | undefined {
  return key.startsWith(dropPrefix) ? key.slice(dropPrefix.length) : undefined;
}

/** What one node said, by slot counted from the book's first. */
export class NodeColumns {
  readonly columns = new Map<string, Values>();
  /** Newest slot that it told of; -1: none. */
  last = -1;
  /** It has newer points than it was asked for. */
  hasMore = false;

  /** Takes a page in whose first point is of slot `from`; slots before 0 are too old and left out. */
  add(page: NodeSeries, from: number): void {
    const length = page.values.connections.length;
    this.hasMore = page.more;
    for (const [name, values] of Object.entries(page.values)) this.#put(name, values, from);
    this.#addDrops(page, from, length);
    this.last = Math.max(this.last, from + length - 1);
  }

  /** Forgets the oldest `slots`. */
  trim(slots: number): void {
    for (const values of this.columns.values()) values.splice(0, slots);
    this.last = Math.max(-1, this.last - slots);
  }

  /** A reason is named once something was left out for it; before that it was none, not unknown. */
  #addDrops(page: NodeSeries, from: number, length: number): void {
    const alive = page.values.connections;
    const none = alive.map((value) => (value === null ? null : 0));
    const sum: Values = [...none];
    for (const [reason, values] of Object.entries(page.drops)) {
      const key = dropKey(reason);
      if (!this.columns.has(key)) this.columns.set(key, this.#noneSoFar());
      this.#put(key, values, from);
      for (let at = 0; at < length; at += 1) {
        const value = values[at];
        if (value !== null && value !== undefined) sum[at] = (sum[at] ?? 0) + value;
      }
    }
    for (const key of this.columns.keys()) {
      const reason = reasonOf(key);
      if (reason !== undefined && !(reason in page.drops)) this.#put(key, none, from);
    }
    this.#put(allDrops, sum, from);
  }

  #noneSoFar(): Values {
    const alive = this.columns.get('connections') ?? [];
    return alive.map((value) => (value === null ? null : 0));
  }

  #put(key: string, values: readonly (number | null)[], from: number): void {
    const column = this.columns.get(key) ?? [];
    this.columns.set(key, column);
    while (column.length < from) column.push(null);
    values.forEach((value, index) => {
      if (from + index >= 0) column[from + index] = value;
    });
  }
}
