/**
 * `total` split into `count` whole parts of which the first are the greatest: part i is as
 * 1 / (i + 1)^skew. The parts add up exactly.
 */
export function heavyTailed(total: number, count: number, skew: number): number[] {
  const weights = Array.from({ length: count }, (_part, i) => 1 / (i + 1) ** skew);
  const sum = weights.reduce((all, weight) => all + weight, 0);
  let given = 0;
  let ideal = 0;
  return weights.map((weight) => {
    ideal += (total * weight) / sum;
    const part = Math.round(ideal) - given;
    given += part;
    return part;
  });
}

/** 0 to count - 1. */
export function firstOf(count: number): number[] {
  return Array.from({ length: count }, (_item, i) => i);
}
