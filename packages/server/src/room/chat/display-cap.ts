import { chatRanks, type Random } from '@eagre/protocol';
import type { ChatItem } from '../../bus/bus.ts';
import { countByRank, type Sample, sample } from './sampler.ts';
import type { Tier } from './tiers.ts';

/** Unused quota is saved up for this long at least: what a person reads, it reads over a second … */
const savedMs = 1000;
/** … and for so many windows, so that a late window loses nothing. */
const savedWindows = 1.5;

/** Ranks up to this one come from the show itself and are to arrive, all of them. */
const lastFirm = chatRanks.indexOf('gift');

/** What sums of fractions may be off by. */
const rounding = 1e-6;

/**
 * Picks what is shown, so that it is no more than a person can read: `displayPerSecond` on average,
 * with what was saved up in a quiet second. Staff and gifts may borrow as much again from the time to
 * come, and the messages of others are thinned until it is paid back: a handful of gifts in one
 * window is no reason to lose one.
 */
export class DisplayCap {
  /** Messages; below 0 when borrowed. */
  #saved = Number.POSITIVE_INFINITY;
  #atMs = 0;

  /** How many of these messages would be shown now; of `firm` ones a few more. */
  quota(tier: Tier, nowMs: number, firm = 0): number {
    const { displayPerSecond, windowMs } = tier;
    if (displayPerSecond === 0) {
      this.#saved = Number.POSITIVE_INFINITY;
      return this.#saved;
    }
    const burst = (displayPerSecond * Math.max(savedMs, savedWindows * windowMs)) / 1000;
    const grown = (displayPerSecond * (nowMs - this.#atMs)) / 1000;
    this.#saved = Math.min(burst, this.#saved + grown);
    this.#atMs = nowMs;
    const whole = (tokens: number) => Math.max(0, Math.floor(tokens + rounding));
    return Math.max(whole(this.#saved), Math.min(firm, whole(this.#saved + burst)));
  }

  pick(items: readonly ChatItem[], tier: Tier, nowMs: number, random: Random): Sample {
    const firm = countByRank(items).reduce((sum, n, rank) => (rank <= lastFirm ? sum + n : sum), 0);
    const picked = sample(items, this.quota(tier, nowMs, firm), random);
    this.#saved -= picked.kept.length;
    return picked;
  }
}
