/** Hearts of the crowd that rise in a second: more of them are one blur, and cost battery. */
const perSecond = 5;
const most = 6;

/**
 * How many hearts rise when the total of likes changes. The viewer's own have risen as he tapped; of the
 * crowd's, a bounded number.
 */
export class CrowdHearts {
  #total: number | undefined;
  #ownShown = 0;
  #left = most;
  #filledMs = 0;

  /** The viewer tapped: the total will have these too. */
  tapped(count: number): void {
    this.#ownShown += count;
  }

  /** The total as it is now; gives how many hearts of others are to rise. */
  heard(total: number, nowMs: number): number {
    const grown = this.#total === undefined ? 0 : total - this.#total;
    this.#total = total;
    if (grown <= 0) return 0;
    const own = Math.min(grown, this.#ownShown);
    this.#ownShown -= own;
    const budget = Math.min(most, this.#left + ((nowMs - this.#filledMs) / 1000) * perSecond);
    this.#filledMs = nowMs;
    const risen = Math.min(grown - own, Math.floor(budget));
    this.#left = budget - risen;
    return risen;
  }
}
