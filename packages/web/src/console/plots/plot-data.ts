/** What a plot shows. All of it is read again at each drawing, so nothing has to be copied. */
export interface PlotData {
  /** Seconds since 1970, rising. */
  times(): readonly number[];
  /** One for each time, perhaps more; null is a gap. */
  values(lineId: string): readonly (number | null)[];
  /** Calls `listener` when there is more; gives what ends that. */
  subscribe(listener: () => void): () => void;
}

export interface PlotLine {
  /** What `PlotData.values` is asked for. */
  readonly id: string;
  readonly label: string;
}

/** Index of the oldest time that is not before `fromSeconds`. */
export function indexFrom(times: readonly number[], fromSeconds: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < fromSeconds) low = middle + 1;
    else high = middle;
  }
  return low;
}

export interface Extremes {
  readonly least: number;
  readonly most: number;
}

/** Undefined when there is no value from `from` on. */
export function extremesOf(
  values: readonly (number | null)[],
  from: number,
  to: number,
): Extremes | undefined {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let at = from; at <= to; at += 1) {
    const value = values[at];
    if (value === null || value === undefined) continue;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return most < least ? undefined : { least, most };
}

/** Values that have no neighbour: a line cannot show them, so they are drawn as dots. */
export function lonelyPoints(
  values: readonly (number | null | undefined)[],
  from: number,
  to: number,
): number[] {
  const lonely: number[] = [];
  // One pass that looks at each value once: it runs for every line at every drawing.
  let before = isThere(values[from - 1]);
  let here = isThere(values[from]);
  for (let at = from; at <= to; at += 1) {
    const next = isThere(values[at + 1]);
    if (here && !before && !next) lonely.push(at);
    before = here;
    here = next;
  }
  return lonely;
}

function isThere(value: number | null | undefined): boolean {
  return value !== null && value !== undefined;
}
