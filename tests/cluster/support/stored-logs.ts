import type { ConversationEntry, UserEntry } from '@eagre/protocol';
import { type QueueKey, queueOfKey } from '@eagre/server/src/keys.ts';
import type { Range, RangeRequest } from '@eagre/server/src/timeline/timeline.ts';

/** A user's time as a member: entries after `from` are theirs, up to `to` at most. */
export interface Span {
  from: number;
  to: number;
  /** The user is a member still. */
  isOpen: boolean;
}

interface Log {
  /** Entries up to here were trimmed. */
  low: number;
  head: number;
  /** All there ever were: `entries[i]` has the syncId `i + 1`. */
  entries: ConversationEntry[];
  /** When each was stored. Simulated time. */
  atMs: number[];
}

/** A store, and all entries that it ever had. */
export interface LogSource {
  readonly store: { range(asked: RangeRequest): Pick<Range, 'low' | 'head' | 'entries'> };
  readonly journal: ReadonlyMap<QueueKey, readonly { text: string; atMs: number }[]>;
}

/**
 * Where nothing but the bus fails, whatever it loses is with the devices by then: heads are compared
 * within 3 s, a slow bus takes 2 s, the rest is for reads. ms.
 */
export const repairedMs = 6000;

const everything = { after: 0, limit: 1_000_000, bytes: 2 ** 30 };

/** All logs as the store has them in the end, and what follows from them. */
export class StoredLogs {
  readonly conversations = new Map<string, Log>();
  readonly users = new Map<string, UserEntry[]>();
  readonly #noticedMs: number;

  /** `noticedMs`: within what time all devices know what is stored. */
  constructor({ store, journal }: LogSource, noticedMs = repairedMs) {
    this.#noticedMs = noticedMs;
    for (const [queue, known] of journal) {
      const { low, head, entries: kept } = store.range({ queue, ...everything });
      const texts = [...known.slice(0, low).map(({ text }) => text), ...kept];
      const entries = texts.map((text) => JSON.parse(text));
      const name = queueOfKey(queue) as string;
      if (name.startsWith('user:')) this.users.set(name.slice(5), entries);
      else {
        const atMs = known.map((one) => one.atMs);
        this.conversations.set(name, { low, head, entries, atMs });
      }
    }
  }

  /** When an entry was stored. Simulated time. */
  storedAtMs(conversation: string, syncId: number): number {
    return this.conversations.get(conversation)?.atMs[syncId - 1] ?? 0;
  }

  /**
   * Whether the JSON text of an entry is what stands there. One that was taken back may have had its
   * body at `atMs` (simulated time), unless that was known by then; a trimmed one stands nowhere.
   */
  isAsStored(conversation: string, syncId: number, text: string, atMs: number): boolean {
    const stored = this.at(conversation, syncId);
    if (stored === undefined) return false;
    const { low = 0 } = this.conversations.get(conversation) ?? {};
    const isOpen = !this.isKnown(this.#recalledAtMs(conversation, syncId), atMs);
    if (syncId > low && (!isOpen || stored.type !== 'message' || stored.recalled !== true)) {
      return Bun.deepEquals(JSON.parse(text), stored);
    }
    const told = JSON.parse(text) as Record<string, unknown>;
    return told['type'] === stored.type && told['at'] === stored.at;
  }

  /** When a message was taken back; never, if it was not. Simulated time. */
  #recalledAtMs(conversation: string, target: number): number {
    const { entries = [] } = this.conversations.get(conversation) ?? {};
    const place = entries.findIndex((one) => one.type === 'recall' && one.target === target);
    return place < 0 ? Number.NEGATIVE_INFINITY : this.storedAtMs(conversation, place + 1);
  }

  /** Whether what was stored then is known everywhere at `atMs`. Simulated time. */
  isKnown(storedAtMs: number, atMs: number): boolean {
    return atMs - storedAtMs > this.#noticedMs;
  }

  at(conversation: string, syncId: number): ConversationEntry | undefined {
    return this.conversations.get(conversation)?.entries[syncId - 1];
  }

  /** When the user was a member of what, by the control entries of their queue. */
  spans(user: string): Map<string, Span[]> {
    const spans = new Map<string, Span[]>();
    for (const entry of this.users.get(user) ?? []) {
      const { conversation, syncId } = entry;
      const known = spans.get(conversation) ?? [];
      const last = known.at(-1);
      if (entry.type === 'joined') known.push({ from: syncId, to: syncId, isOpen: true });
      else if (entry.type === 'left' && last) Object.assign(last, { to: syncId, isOpen: false });
      // Nobody joins a direct conversation: it is there with its first message.
      else if (known.length === 0) known.push({ from: 0, to: 0, isOpen: true });
      spans.set(conversation, known);
    }
    for (const [conversation, known] of spans) {
      const last = known.at(-1);
      if (last?.isOpen) last.to = this.conversations.get(conversation)?.head ?? 0;
    }
    return spans;
  }
}
