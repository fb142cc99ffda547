import type { ConversationEntry, PersonalEntry } from '@eagre/protocol';

/** Something to show in a conversation; a personal message comes after entry `syncId`. */
export type Item =
  | { type: 'entry'; syncId: number; entry: ConversationEntry }
  | { type: 'personal'; syncId: number; entry: PersonalEntry['entry'] };

export interface HistoryPart {
  first: number;
  items: readonly ConversationEntry[];
  personal: readonly PersonalEntry[];
}

/**
 * Joins the history of a conversation with its live events at the start: what comes before the
 * history is there waits; then each entry is shown once, in order. Where the two overlap, the
 * history gives only what stands before the first live event.
 */
export class Opening {
  #waiting: Item[] | undefined = [];
  /** Entries from `first` to `last` were shown from the history. */
  #shown = { first: 1, last: 0 };

  /** What may be shown of a live item now. */
  live(item: Item): Item[] {
    if (this.#waiting === undefined) return this.#isShown(item) ? [] : [item];
    this.#waiting.push(item);
    return [];
  }

  /** The history came, or there is none. */
  open(history: HistoryPart): Item[] {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    const firstLive = waiting.find(({ type }) => type === 'entry')?.syncId;
    const before = itemsOf(history).filter(
      (item) => (firstLive === undefined || item.syncId < firstLive) && !isAmong(waiting, item),
    );
    this.#shown = { first: history.first, last: before.findLast(isEntry)?.syncId ?? 0 };
    return [...before, ...waiting];
  }

  #isShown({ type, syncId }: Item): boolean {
    return type === 'entry' && syncId >= this.#shown.first && syncId <= this.#shown.last;
  }
}

/** Ascending; a personal message stands behind the entry of its anchor. */
export function itemsOf({ first, items, personal }: HistoryPart): Item[] {
  const entries = items.map(
    (entry, index): Item => ({
      type: 'entry',
      syncId: first + index,
      entry,
    }),
  );
  const own = personal.map(({ syncId, entry }): Item => ({ type: 'personal', syncId, entry }));
  // The sort keeps the order of equals, so entries come before the personal ones at their place.
  return [...entries, ...own].toSorted((one, other) => one.syncId - other.syncId);
}

function isEntry({ type }: Item): boolean {
  return type === 'entry';
}

/** Personal messages have no number of their own: the same place, time and sender are the same one. */
function isAmong(waiting: readonly Item[], item: Item): boolean {
  if (item.type !== 'personal') return false;
  return waiting.some(
    (other) =>
      other.type === 'personal' &&
      other.syncId === item.syncId &&
      other.entry.at === item.entry.at &&
      other.entry.from === item.entry.from,
  );
}
