import type { ConversationSummary, InfoEntry } from '@eagre/protocol';
import type { EagreConversationEvent, Place } from '../events.ts';
import type { PlacedEntry } from './lines.ts';
import type { ConversationItem } from './views.ts';

type InfoEvent = Extract<EagreConversationEvent, { change: 'info' }>;

/** What changes an item, whatever it is told by. */
export type ListChange =
  | { type: 'entry'; entry: PlacedEntry }
  | { type: 'about'; event: Exclude<EagreConversationEvent, InfoEvent> }
  | { type: 'read'; conversation: string; syncId: number };

interface Item extends ConversationSummary {
  /** When the newest entry was stored; of one without entries, when it came into the list. */
  at: number;
}

/** The user's conversations, put together from the server's list and what arrived since. */
export class ConversationList {
  readonly #user: string;
  #items = new Map<string, Item>();

  constructor(user: string) {
    this.#user = user;
  }

  get size(): number {
    return this.#items.size;
  }

  readOf(conversation: string): number {
    return this.#items.get(conversation)?.read ?? 0;
  }

  /** The server's list; what this device knows better stays. */
  replace(summaries: readonly ConversationSummary[]): void {
    const before = this.#items;
    let at = Number.POSITIVE_INFINITY;
    this.#items = new Map();
    for (const summary of summaries) {
      // The list is in order: one without entries stands below the one before it.
      at = Math.min(at, summary.last?.at ?? at);
      const item = { ...summary, at: Number.isFinite(at) ? at : 0 };
      this.#put(newest(item, before.get(summary.conversation)));
    }
  }

  /** Gives whether the list must be asked for to know what it means. */
  apply(change: ListChange): boolean {
    if (change.type === 'entry') return this.#entry(change.entry);
    if (change.type === 'about') return this.#about(change.event);
    const item = this.#items.get(change.conversation);
    if (item !== undefined && change.syncId > item.read)
      this.#put({ ...item, read: change.syncId });
    return false;
  }

  /** The one with the newest entry first. */
  items(): ConversationItem[] {
    const items = [...this.#items.values()].sort((a, b) => b.at - a.at);
    return items.map(({ at: _, ...item }) => {
      // A watermark may be told before the entries that it stands for.
      const read = Math.min(item.read, item.head);
      return { ...item, id: item.conversation, read, unread: item.head - read };
    });
  }

  #entry(placed: PlacedEntry): boolean {
    const { conversation, epoch, syncId, ...entry } = placed;
    const item = this.#items.get(conversation);
    if (item === undefined) return true;
    if (epoch < item.epoch || (epoch === item.epoch && syncId <= item.head)) return false;
    const last = entry.type === 'conversation' ? infoOf(entry) : entry;
    const named = last.type === 'info' ? namesOf(last) : {};
    const read = epoch === item.epoch ? item.read : 0;
    this.#put({ ...item, ...named, epoch, head: syncId, read, last, at: last.at });
    return false;
  }

  #about(event: Extract<ListChange, { type: 'about' }>['event']): boolean {
    const item = this.#items.get(event.conversation);
    if (event.change === 'left') this.#items.delete(event.conversation);
    else if (item === undefined) return event.change === 'joined';
    else if (event.change === 'settings') {
      this.#put({ ...item, muted: event.muted });
      // Which class it has when it is not muted is the server's to say.
      return true;
    } else this.#put({ ...item, mode: event.mode, priority: event.priority });
    return false;
  }

  /** Who says something has read what stands before it. */
  #put(item: Item): void {
    const { last, head } = item;
    const isOwn = last?.type === 'message' && last.from === this.#user;
    this.#items.set(item.conversation, {
      ...item,
      read: isOwn ? Math.max(item.read, head) : item.read,
    });
  }
}

/** An answer may be older than what arrived while it was on its way. */
function newest(item: Item, known: Item | undefined): Item {
  if (known === undefined || known.epoch < item.epoch) return item;
  if (known.epoch > item.epoch) return { ...item, ...logOf(known), read: known.read };
  const log = known.head > item.head ? logOf(known) : {};
  return { ...item, ...log, read: Math.max(known.read, item.read) };
}

function logOf({ epoch, head, last, at }: Item) {
  return { epoch, head, at, ...(last && { last }) };
}

function infoOf({ change, ...entry }: Omit<InfoEvent, keyof Place>): InfoEntry {
  return { ...entry, type: change };
}

function namesOf({ name, priority }: InfoEntry) {
  return { ...(name !== undefined && { name }), ...(priority !== undefined && { priority }) };
}
