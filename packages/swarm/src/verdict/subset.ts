/** Combinations tried: all of a dozen out of two dozen, and some more. */
const mostTries = 20_000_000;

/** Indices of hashes; `none`: there is no such choice; `unknown`: there are too many to try them all. */
export type Subset = readonly number[] | 'none' | 'unknown';

/**
 * Some `count` of the hashes whose sum modulo 2^32 is `sum`. Messages that may be there are told by it:
 * another choice has the same sum by chance about once in as many searches as 2^32 has the number of
 * combinations in it, some hundred at the limit, and mostly many thousands.
 */
export function subsetWithSum(hashes: readonly number[], count: number, sum: number): Subset {
  let tries = 0;
  const chosen: number[] = [];
  const search = (from: number, left: number, rest: number): boolean => {
    if (left === 0) return rest === 0;
    for (let i = from; i <= hashes.length - left; i += 1) {
      tries += 1;
      if (tries > mostTries) return false;
      chosen.push(i);
      if (search(i + 1, left - 1, (rest - (hashes[i] as number)) | 0)) return true;
      chosen.pop();
    }
    return false;
  };
  if (search(0, count, sum | 0)) return chosen;
  return tries > mostTries ? 'unknown' : 'none';
}
