import type { Random } from '@eagre/protocol';
import type { ChatItem } from '../../bus/bus.ts';
import type { Limits } from '../../limits.ts';
import { ChatBuffer, type ChatBufferOptions } from './chat-buffer.ts';
import type { ChatCounts, DropReason } from './chat-counts.ts';
import { DisplayCap } from './display-cap.ts';
import { countByRank } from './sampler.ts';
import type { Tier } from './tiers.ts';

/**
 * Told when messages are left out: of `items` only those of `kept` go on, in the same order.
 * `unpublished`: not to other nodes, while they may be shown here.
 */
export type LeftOut = (
  items: readonly ChatItem[],
  kept: readonly ChatItem[],
  why: DropReason | 'unpublished',
) => void;

const nothing: readonly ChatItem[] = [];

export type MergeLimits = Pick<Limits, 'roomPendingChat' | 'roomPendingChars'>;

/**
 * The two merge stages of a room, without their timing (mission M10):
 *
 *     own messages ─▶ sender's cap ─┬─▶ for other nodes
 *                                   └─▶ with theirs ─▶ receiver's cap ─▶ for the devices here
 *
 * Whether a message is shown must not depend on which node its reader is on. So a node's own messages
 * go through the sender's cap before they meet those of others, which went through one as well: all
 * stand before the receiver's cap with the same chance. If own ones came there uncapped, a node in
 * flood would crowd out the rest; on a node alone, both caps let the same through, and nothing is
 * thinned twice.
 *
 * Messages of one node stay in order of arrival. In a flush those of other nodes stand before own ones
 * that came in the same window: they were said earlier, and waited at their own node.
 */
export class MergeStages {
  readonly #random: Random;
  readonly #counts: ChatCounts;
  readonly #leftOut: LeftOut;
  readonly #own: ChatBuffer;
  readonly #outgoing: ChatBuffer;
  readonly #merged: ChatBuffer;
  readonly #senderCap = new DisplayCap();
  readonly #receiverCap = new DisplayCap();

  constructor(
    limits: MergeLimits,
    random: Random,
    counts: ChatCounts,
    leftOut: LeftOut = () => {},
  ) {
    this.#random = random;
    this.#counts = counts;
    this.#leftOut = leftOut;
    const bufferFull: ChatBufferOptions['onDropped'] = (byRank, items, kept) => {
      counts.drop('buffer_full', byRank);
      leftOut(items, kept, 'buffer_full');
    };
    this.#own = new ChatBuffer({ limits, random, onDropped: bufferFull });
    this.#merged = new ChatBuffer({ limits, random, onDropped: bufferFull });
    const unpublished: ChatBufferOptions['onDropped'] = (byRank, items, kept) => {
      counts.unpublished += sumOf(byRank);
      leftOut(items, kept, 'unpublished');
    };
    this.#outgoing = new ChatBuffer({ limits, random, onDropped: unpublished });
  }

  /** Messages not yet shown. */
  get waiting(): number {
    return this.#own.length + this.#merged.length;
  }

  /** Messages not yet published. */
  get outgoing(): number {
    return this.#own.length + this.#outgoing.length;
  }

  /** How many messages a flush would hold now. */
  showable(tier: Tier, nowMs: number): number {
    return Math.min(this.waiting, this.#receiverCap.quota(tier, nowMs));
  }

  offer(item: ChatItem): void {
    this.#counts.offered[item.rank] = (this.#counts.offered[item.rank] ?? 0) + 1;
    this.#own.add(item);
  }

  take(item: ChatItem): void {
    this.#counts.taken[item.rank] = (this.#counts.taken[item.rank] ?? 0) + 1;
    this.#merged.add(item);
  }

  /** Puts own messages through the first stage. */
  admit(tier: Tier, nowMs: number): void {
    if (this.#own.length === 0) return;
    const items = this.#own.takeAll();
    const { kept, dropped } = this.#senderCap.pick(items, tier, nowMs, this.#random);
    this.#drop('sender_cap', dropped, items, kept);
    for (const item of kept) {
      this.#outgoing.add(item);
      this.#merged.add(item);
    }
  }

  takeOutgoing(): readonly ChatItem[] {
    const items = this.#outgoing.takeAll();
    this.#counts.published += items.length;
    return items;
  }

  /** What is shown now of all that passed the first stage. */
  takeShown(tier: Tier, nowMs: number): readonly ChatItem[] {
    if (this.#merged.length === 0) return [];
    const items = this.#merged.takeAll();
    const { kept, dropped } = this.#receiverCap.pick(items, tier, nowMs, this.#random);
    this.#drop('receiver_cap', dropped, items, kept);
    for (const { rank } of kept) this.#counts.shown[rank] = (this.#counts.shown[rank] ?? 0) + 1;
    return kept;
  }

  /** Counts what waits as dropped. */
  close(): void {
    this.#counts.unpublished += this.#outgoing.takeAll().length;
    for (const buffer of [this.#own, this.#merged]) {
      const items = buffer.takeAll();
      this.#drop('closed', countByRank(items), items, nothing);
    }
  }

  #drop(
    why: DropReason,
    byRank: readonly number[],
    items: readonly ChatItem[],
    kept: readonly ChatItem[],
  ): void {
    if (kept.length === items.length) return;
    this.#counts.drop(why, byRank);
    this.#leftOut(items, kept, why);
  }
}

function sumOf(byRank: readonly number[]): number {
  return byRank.reduce((sum, count) => sum + count, 0);
}
