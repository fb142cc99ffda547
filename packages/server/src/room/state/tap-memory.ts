import type { Clock } from '@eagre/protocol';
import { type ConversationKey, type DocumentKey, documentKey, type UserKey } from '../../keys.ts';
import type { Limits } from '../../limits.ts';
import type { StoredDocument, Timeline } from '../../timeline/timeline.ts';

export interface TapMemoryUse {
  readonly timeline: Pick<Timeline, 'commit' | 'documents'>;
  readonly clock: Pick<Clock, 'monotonicMs'>;
  readonly node: string;
  readonly limits: Pick<Limits, 'roomTappers' | 'roomTapMs'>;
}

interface LastTap {
  seq: number;
  atMs: number;
}

type StoredTap = [room: ConversationKey, device: string, seq: number];

/** Taps in one document: with the longest names they take 260 characters each. */
const tapsPerDocument = 4000;

/**
 * The last `seq` of each device in each room, over all rooms of the node; when there are too many,
 * those of the devices that tapped longest ago are forgotten. What is recent outlives a clean stop, so
 * that a tap whose answer was lost in the stop is not counted again.
 */
export class TapMemory {
  readonly #use: TapMemoryUse;
  readonly #last = new Map<string, LastTap>();

  constructor(use: TapMemoryUse) {
    this.#use = use;
  }

  get size(): number {
    return this.#last.size;
  }

  /** Whether the device tapped with this `seq` or a later one in the room already. */
  has(room: ConversationKey, device: string, seq: number): boolean {
    return seq <= (this.#last.get(placeOf(room, device))?.seq ?? 0);
  }

  note(room: ConversationKey, device: string, seq: number): void {
    const place = placeOf(room, device);
    // In again at the end: the map is in order of the last tap.
    this.#last.delete(place);
    this.#last.set(place, { seq, atMs: this.#use.clock.monotonicMs() });
    if (this.#last.size <= this.#use.limits.roomTappers) return;
    const oldest = this.#last.keys().next();
    if (oldest.done !== true) this.#last.delete(oldest.value);
  }

  /** At the start, before anybody taps. */
  async load(): Promise<void> {
    for (let stored = await this.#page(''); stored.length > 0; ) {
      for (const { value } of stored) {
        for (const tap of JSON.parse(value) as StoredTap[]) this.note(...tap);
      }
      stored = await this.#page(stored.at(-1)?.key ?? '');
    }
  }

  /** At a clean stop, when nobody taps any more and the counters are committed. */
  async save(): Promise<void> {
    const { timeline } = this.#use;
    const taps = this.#recent();
    let key = '';
    for (let from = 0; from < taps.length; from += tapsPerDocument) {
      key = documentKey(this.#owner, `taps.${String(from).padStart(9, '0')}`);
      const value = JSON.stringify(taps.slice(from, from + tapsPerDocument));
      await timeline.commit({
        writes: [{ write: 'document', key: key as DocumentKey, value }],
        appends: [],
      });
    }
    await this.#removeAfter(key);
  }

  /** What an earlier stop left and this one did not replace. */
  async #removeAfter(last: string): Promise<void> {
    for (let stored = await this.#page(last); stored.length > 0; ) {
      await this.#use.timeline.commit({
        writes: stored.map(({ key }) => ({ write: 'document', key, value: null })),
        appends: [],
      });
      stored = await this.#page(last);
    }
  }

  #recent(): StoredTap[] {
    const { clock, limits } = this.#use;
    const sinceMs = clock.monotonicMs() - limits.roomTapMs;
    return [...this.#last]
      .filter(([, { atMs }]) => atMs >= sinceMs)
      .map(([place, { seq }]) => {
        const [room, device] = place.split(' ') as [ConversationKey, string];
        return [room, device, seq];
      });
  }

  #page(after: string): Promise<StoredDocument[]> {
    return this.#use.timeline.documents(documentKey(this.#owner, 'taps.'), after, 1);
  }

  /** No app has a `*` in its name. */
  get #owner(): UserKey {
    return `*/node:${encodeURIComponent(this.#use.node)}` as UserKey;
  }
}

function placeOf(room: ConversationKey, device: string): string {
  return `${room} ${device}`;
}
