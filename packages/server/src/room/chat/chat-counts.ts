import { type ByRank, noneByRank } from './sampler.ts';

/** Why a message is not shown to the devices of this node. */
export const dropReasons = ['sender_cap', 'receiver_cap', 'buffer_full', 'closed'] as const;
export type DropReason = (typeof dropReasons)[number];

/**
 * What became of the best-effort messages of a room on this node, since it was opened. For each rank
 * `offered + taken = shown + dropped`, for all reasons, once nothing waits (invariant 8).
 */
export class ChatCounts {
  /** Said by devices of this node, by rank. */
  readonly offered: ByRank = noneByRank();
  /** Came from other nodes, by rank. */
  readonly taken: ByRank = noneByRank();
  /** Handed out to the devices of this node, by rank. */
  readonly shown: ByRank = noneByRank();
  /**
   * `sender_cap`: said on this node and over the display cap, so nobody sees it; `receiver_cap`: over
   * the cap with what other nodes said; `buffer_full`: more waited than the limit; `closed`: waited
   * when the room was let go.
   */
  readonly dropped: Readonly<Record<DropReason, ByRank>> = {
    sender_cap: noneByRank(),
    receiver_cap: noneByRank(),
    buffer_full: noneByRank(),
    closed: noneByRank(),
  };
  /** Handed over for other nodes. */
  published = 0;
  /** Not handed over to other nodes, because too many waited for it or the room was let go. */
  unpublished = 0;
  publishes = 0;
  /** Flushes asked for … */
  flushes = 0;
  /** … those of them for an entry that overtook a flush under way. */
  overtakes = 0;
  /** Flushes that were due while the one before was still being handed out. */
  jams = 0;
  /** Time that the oldest message of each flush had waited, summed up, and the longest. ms. */
  waitedMs = 0;
  longestWaitMs = 0;
  readonly sizes: FlushSizes;

  /** `keep`: newest flush sizes to remember. */
  constructor(keep: number) {
    this.sizes = new FlushSizes(keep);
  }

  flushed(messages: number, waitedMs: number): void {
    this.flushes += 1;
    if (messages === 0) return;
    this.sizes.note(messages);
    this.waitedMs += waitedMs;
    this.longestWaitMs = Math.max(this.longestWaitMs, waitedMs);
  }

  drop(reason: DropReason, byRank: readonly number[]): void {
    addTo(this.dropped[reason], byRank);
  }

  /** Adds what another room counted: a node's sums outlive its rooms. */
  add(other: ChatCounts): void {
    for (const name of ['offered', 'taken', 'shown'] as const) addTo(this[name], other[name]);
    for (const reason of dropReasons) this.drop(reason, other.dropped[reason]);
    for (const name of sums) this[name] += other[name];
    this.longestWaitMs = Math.max(this.longestWaitMs, other.longestWaitMs);
    this.sizes.add(other.sizes);
  }
}

const sums = [
  'published',
  'unpublished',
  'publishes',
  'flushes',
  'overtakes',
  'jams',
  'waitedMs',
] as const;

function addTo(sum: ByRank, more: readonly number[]): void {
  for (let rank = 0; rank < sum.length; rank += 1) sum[rank] = (sum[rank] ?? 0) + (more[rank] ?? 0);
}

/** Messages in the flushes that carried some. */
export class FlushSizes {
  readonly #keep: number;
  readonly #recent: number[] = [];
  #next = 0;
  count = 0;
  total = 0;
  max = 0;

  constructor(keep: number) {
    this.#keep = keep;
  }

  note(size: number): void {
    this.count += 1;
    this.total += size;
    this.max = Math.max(this.max, size);
    this.#recent[this.#next] = size;
    this.#next = (this.#next + 1) % this.#keep;
  }

  /** The newest sizes, oldest first. */
  recent(): number[] {
    return [...this.#recent.slice(this.#next), ...this.#recent.slice(0, this.#next)];
  }

  /** Of the newest sizes; 0 when there are none. */
  median(): number {
    const sorted = this.#recent.toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? 0;
  }

  /** Sums only: the newest of several rooms mean nothing. */
  add(other: FlushSizes): void {
    this.count += other.count;
    this.total += other.total;
    this.max = Math.max(this.max, other.max);
  }
}
