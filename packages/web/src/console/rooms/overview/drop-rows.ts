import type { Drops } from '../room-answers.ts';

export interface DropRow {
  readonly reason: string;
  /** By rank; what did not happen is not there. */
  readonly ranks: Readonly<Record<string, number>>;
  readonly total: number;
}

/** Reasons for which something was left out, the greatest first. */
export function dropRows(drops: Drops): readonly DropRow[] {
  return Object.entries(drops)
    .map(([reason, ranks]) => ({
      reason,
      ranks,
      total: Object.values(ranks).reduce((sum, count) => sum + count, 0),
    }))
    .filter(({ total }) => total > 0)
    .sort((a, b) => b.total - a.total);
}
