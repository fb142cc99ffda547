import type { Clock } from '@eagre/protocol';
import type { ConversationKey } from '../keys.ts';

/** Time over which the rate is averaged: a burst of a second does not count as a busy group. ms. */
const windowMs = 10_000;

interface Meter {
  /** Entries, each weighing less the older it is. */
  weight: number;
  lastMs: number;
  /** Of the newest entry that was noted. */
  lastSyncId: number;
}

/**
 * How busy conversations are: an exponentially weighted rate for each, kept for those that this node
 * stored an entry of. Between two of its own, the numbers tell how many came from other nodes; these
 * are taken as spread evenly. Bounded; the one quiet for longest is forgotten first.
 */
export class Activity {
  readonly #clock: Clock;
  readonly #capacity: number;
  /** In order of the last entry, oldest first. */
  readonly #meters = new Map<ConversationKey, Meter>();

  constructor(clock: Clock, capacity: number) {
    this.#clock = clock;
    this.#capacity = capacity;
  }

  /** `syncId`: where the entry stands in the conversation's log. */
  note(key: ConversationKey, syncId: number): void {
    const nowMs = this.#clock.monotonicMs();
    const meter = this.#meters.get(key) ?? { weight: 0, lastMs: nowMs, lastSyncId: syncId - 1 };
    const others = Math.max(0, syncId - meter.lastSyncId - 1);
    meter.weight = weightAt(meter, nowMs) + others * meanWeight(nowMs - meter.lastMs) + 1;
    meter.lastMs = nowMs;
    meter.lastSyncId = Math.max(syncId, meter.lastSyncId);
    this.#meters.delete(key);
    this.#meters.set(key, meter);
    if (this.#meters.size <= this.#capacity) return;
    const oldest = this.#meters.keys().next().value;
    if (oldest !== undefined) this.#meters.delete(oldest);
  }

  /** Entries a second, and milliseconds since the last one. */
  of(key: ConversationKey): { rate: number; quietMs: number } {
    const meter = this.#meters.get(key);
    if (meter === undefined) return { rate: 0, quietMs: 0 };
    const nowMs = this.#clock.monotonicMs();
    return { rate: (weightAt(meter, nowMs) * 1000) / windowMs, quietMs: nowMs - meter.lastMs };
  }

  /** Takes out the conversations that have been quiet for `quietMs` or longer. */
  takeQuiet(quietMs: number, limit: number): ConversationKey[] {
    const nowMs = this.#clock.monotonicMs();
    const quiet: ConversationKey[] = [];
    for (const [key, meter] of this.#meters) {
      if (nowMs - meter.lastMs < quietMs || quiet.length >= limit) break;
      quiet.push(key);
    }
    for (const key of quiet) this.#meters.delete(key);
    return quiet;
  }

  size(): number {
    return this.#meters.size;
  }
}

function weightAt(meter: Meter, nowMs: number): number {
  return meter.weight * Math.exp(-(nowMs - meter.lastMs) / windowMs);
}

/** What an entry weighs by now that came at any time within the last `spanMs`. */
function meanWeight(spanMs: number): number {
  return spanMs === 0 ? 1 : (windowMs / spanMs) * (1 - Math.exp(-spanMs / windowMs));
}
