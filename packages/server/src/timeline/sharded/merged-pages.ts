/** A page of one server: items after this key, in order, at most so many. */
export type ReadPage<T> = (after: string, limit: number) => Promise<T[]>;

export interface MergedPages<T> {
  keyOf: (item: T) => string;
  after: string;
  limit: number;
}

/** The first `limit` items of all servers, in order of their keys. */
export async function mergedPage<T>(
  servers: readonly ReadPage<T>[],
  { keyOf, after, limit }: MergedPages<T>,
): Promise<T[]> {
  const pages = await Promise.all(servers.map((read) => read(after, limit)));
  return pages
    .flat()
    .toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    .slice(0, limit);
}

/** Reads on until there are `limit` items to keep, or no more. */
export function keptOf<T>(
  read: ReadPage<T>,
  keyOf: (item: T) => string,
  keeps: (item: T) => boolean,
): ReadPage<T> {
  return async (from, limit) => {
    const kept: T[] = [];
    for (let after = from; kept.length < limit; ) {
      const page = await read(after, limit);
      kept.push(...page.filter(keeps));
      if (page.length < limit) break;
      after = keyOf(page.at(-1) as T);
    }
    return kept.slice(0, limit);
  };
}
