/** Undefined: not known; such rows stand last in either direction. */
export type SortValue = string | number | undefined;

export interface Sort {
  readonly column: string;
  readonly descending: boolean;
}

/** Stable; names by the rules of the language, with their figures as numbers (`n2` before `n10`). */
export function sortRows<T>(
  rows: readonly T[],
  by: (row: T) => SortValue,
  descending: boolean,
): readonly T[] {
  return rows.toSorted((a, b) => compare(by(a), by(b), descending ? -1 : 1));
}

/** A press on a head: its first direction (figures from the greatest), then the other. */
export function nextSort(sort: Sort | undefined, column: string, isFigure: boolean): Sort {
  return { column, descending: sort?.column === column ? !sort.descending : isFigure };
}

const names = new Intl.Collator(undefined, { numeric: true });

function compare(a: SortValue, b: SortValue, sign: 1 | -1): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
  return sign * names.compare(String(a), String(b));
}
