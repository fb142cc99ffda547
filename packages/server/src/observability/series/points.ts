import type { Figure } from './figure.ts';
import type { Rings } from './rings.ts';

export interface PointsQuery {
  readonly stepMs: 1000 | 60_000;
  /** Points after this, ms since 1970; without it the newest. */
  readonly since?: number | undefined;
}

export interface Points {
  /** Time of the first point, ms since 1970; of what would be the first when there is none. */
  readonly from: number;
  /** There are newer ones. */
  readonly more: boolean;
  /** By name of the figure; null where nothing is known. */
  readonly values: Readonly<Record<string, readonly (number | null)[]>>;
}

/** At most so many points of each figure, oldest first. */
export function pointsOf(
  rings: Rings,
  figures: readonly Figure[],
  { stepMs, since }: PointsQuery,
  { most, now }: { most: number; now: number },
): Points {
  const next = rings.isEmpty ? Math.floor(now / stepMs) : rings.last + 1;
  const wanted = since === undefined ? next - most : Math.floor(since / stepMs) + 1;
  const first = rings.isEmpty ? next : Math.max(wanted, rings.first);
  const count = Math.max(0, Math.min(most, next - first));
  const values = figures.map(({ name }, series) => {
    const points = Array.from({ length: count }, (_, i) => told(rings.get(series, first + i)));
    return [name, points] as const;
  });
  return { from: first * stepMs, more: first + count < next, values: Object.fromEntries(values) };
}

/** Large numbers as whole ones, others to a thousandth: short texts, and cheap to make. */
function told(value: number): number | null {
  if (Number.isNaN(value)) return null;
  return Math.abs(value) < 1000 ? Math.round(value * 1000) / 1000 : Math.round(value);
}
