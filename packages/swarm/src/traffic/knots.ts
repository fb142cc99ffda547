/** Points of a rising curve: a share of all from 0 to 1, and the value that so many do not exceed. */
export type Knots = readonly (readonly [share: number, value: number])[];

/** The value at a share; straight lines between the points. */
export function valueAt(knots: Knots, share: number): number {
  let at = 1;
  while (at < knots.length - 1 && (knots[at] as readonly [number, number])[0] < share) at += 1;
  const [fromShare, from] = knots[at - 1] as readonly [number, number];
  const [toShare, to] = knots[at] as readonly [number, number];
  if (toShare <= fromShare) return to;
  return from + ((to - from) * (share - fromShare)) / (toShare - fromShare);
}

/** The curve read off in even steps and rounded, so that one draw is one look: `table[u × length]`. */
export function wholeNumbers(knots: Knots, entries: number): Uint16Array {
  return Uint16Array.from({ length: entries }, (_, at) =>
    Math.max(0, Math.round(valueAt(knots, (at + 0.5) / entries))),
  );
}
