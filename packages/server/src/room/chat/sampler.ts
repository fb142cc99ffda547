import { chatRanks, type Random, type UserId } from '@eagre/protocol';
import type { ChatItem } from '../../bus/bus.ts';

export interface Sample {
  /** In order of arrival. */
  readonly kept: readonly ChatItem[];
  /** How many were left out, by rank. */
  readonly dropped: readonly number[];
}

/** How many messages there are of each rank. */
export type ByRank = number[];

export function noneByRank(): ByRank {
  return chatRanks.map(() => 0);
}

export function countByRank(items: readonly ChatItem[]): ByRank {
  const counts = noneByRank();
  for (const { rank } of items) counts[rank] = (counts[rank] ?? 0) + 1;
  return counts;
}

const none: readonly number[] = noneByRank();

/**
 * Picks at most `quota` messages. A rank gives way only when all below it have; within the rank that
 * is cut, senders are served in turns (the first message of each, then the second …), so that of two
 * of them one is shown at most one message more than the other, unless the other has no more. Who
 * goes without in the last turn is left to chance. Costs the same for each message, however many.
 */
export function sample(items: readonly ChatItem[], quota: number, random: Random): Sample {
  if (items.length <= quota) return { kept: items, dropped: none };
  const counts = countByRank(items);
  let left = Math.max(0, Math.floor(quota));
  let cut = 0;
  while (cut < counts.length && (counts[cut] ?? 0) <= left) {
    left -= counts[cut] ?? 0;
    cut += 1;
  }
  const choice = new FairChoice(items, cut, left, random);
  const kept = items.filter(({ rank }) => rank < cut || (rank === cut && choice.next()));
  const dropped = counts.map((count, rank) => {
    if (rank === cut) return count - left;
    return rank < cut ? 0 : count;
  });
  return { kept, dropped };
}

/** Which messages of one rank are picked, told one after the other. */
class FairChoice {
  readonly #random: Random;
  /** Of each message: how many of the same sender came before. */
  readonly #turns: number[] = [];
  /** The turn that not all can have … */
  readonly #last: number;
  /** … of whom so many are still to come, and so many still to be picked. */
  #among: number;
  #left: number;
  #next = 0;

  /** There must be more than `quota` messages of the rank. */
  constructor(items: readonly ChatItem[], rank: number, quota: number, random: Random) {
    this.#random = random;
    const sizes: number[] = [];
    const said = new Map<UserId, number>();
    for (const item of items) {
      if (item.rank !== rank) continue;
      const turn = said.get(item.sender) ?? 0;
      said.set(item.sender, turn + 1);
      sizes[turn] = (sizes[turn] ?? 0) + 1;
      this.#turns.push(turn);
    }
    let last = 0;
    let left = quota;
    while (last < sizes.length && (sizes[last] ?? 0) <= left) {
      left -= sizes[last] ?? 0;
      last += 1;
    }
    this.#last = last;
    this.#left = left;
    this.#among = sizes[last] ?? 0;
  }

  next(): boolean {
    const turn = this.#turns[this.#next] ?? 0;
    this.#next += 1;
    if (turn !== this.#last) return turn < this.#last;
    // Everybody in the last turn has the same chance, and exactly as many are picked as fit.
    const picked = this.#random.next() * this.#among < this.#left;
    this.#among -= 1;
    if (picked) this.#left -= 1;
    return picked;
  }
}
