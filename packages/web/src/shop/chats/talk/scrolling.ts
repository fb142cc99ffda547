/** Where a drawn line is: `top` in px from the top of all that is drawn. */
export interface LineTop {
  readonly key: string;
  readonly top: number;
}

/** The lines that were in sight, first one first, and how far below the edge each began. px. */
export type Anchor = readonly { readonly key: string; readonly offset: number }[];

/** So near to its end a list counts as being there: fingers and rounding are not exact. px. */
export const nearEnd = 40;
/** More lines are fetched while there are still so many px to go. */
export const nearEdge = 900;
/** Lines remembered: should the first be taken away, the next one holds the place. */
const mostAnchors = 6;

export interface Scrolled {
  readonly scrollTop: number;
  readonly scrollHeight: number;
  readonly clientHeight: number;
}

export function isAtEnd({ scrollTop, scrollHeight, clientHeight }: Scrolled): boolean {
  return scrollHeight - clientHeight - scrollTop <= nearEnd;
}

/** `tops` ascending. */
export function anchorOf(tops: readonly LineTop[], scrollTop: number): Anchor {
  const first = firstFrom(tops, scrollTop);
  return tops
    .slice(first, first + mostAnchors)
    .map(({ key, top }) => ({ key, offset: top - scrollTop }));
}

/**
 * The scroll position at which the anchor's first line that is still there stands where it stood;
 * `undefined` when none of them is.
 */
export function scrollTopFor(
  anchor: Anchor,
  topOf: (key: string) => number | undefined,
): number | undefined {
  for (const { key, offset } of anchor) {
    const top = topOf(key);
    if (top !== undefined) return top - offset;
  }
  return undefined;
}

/**
 * How far the person scrolled since the anchor was noted at `notedTop`, when that was not told yet. px.
 * A place at the very end says nothing: it may have been pushed there as the content became shorter.
 */
export function driftOf(
  { scrollTop, scrollHeight, clientHeight }: Scrolled,
  notedTop: number,
): number {
  return scrollHeight - clientHeight - scrollTop < 1 ? 0 : scrollTop - notedTop;
}

/** Index of the first line that begins at `scrollTop` or below; the last one if none does. */
function firstFrom(tops: readonly LineTop[], scrollTop: number): number {
  let low = 0;
  let high = Math.max(0, tops.length - 1);
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((tops[middle]?.top ?? 0) < scrollTop) low = middle + 1;
    else high = middle;
  }
  return low;
}
