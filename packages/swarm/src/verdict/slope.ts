/** A straight line's rise, with the bounds between which it lies with 95 % certainty. */
export interface Slope {
  middle: number;
  least: number;
  most: number;
}

/**
 * Theil–Sen: the median of the rises between all pairs of points, which a third of wild points does not
 * move; bounds after Sen, from the variance of Kendall's statistic. Undefined below three points.
 */
export function theilSen(points: readonly (readonly [x: number, y: number])[]): Slope | undefined {
  const rises: number[] = [];
  for (const [i, [x, y]] of points.entries()) {
    for (const [later, value] of points.slice(i + 1)) {
      if (later !== x) rises.push((value - y) / (later - x));
    }
  }
  if (points.length < 3 || rises.length === 0) return undefined;
  rises.sort((a, b) => a - b);
  const n = points.length;
  const spread = 1.96 * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  const at = (rank: number) =>
    rises[Math.min(rises.length - 1, Math.max(0, Math.round(rank)))] as number;
  return {
    middle: at((rises.length - 1) / 2),
    least: at((rises.length - spread) / 2 - 1),
    most: at((rises.length + spread) / 2),
  };
}
