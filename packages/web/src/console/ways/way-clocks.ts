import type { WayStation } from '@eagre/server/console';

export interface ClockLag {
  readonly node: string;
  /** Its clock is behind that of `origin` by so much at least. ms. */
  readonly byMs: number;
  /** The node that took the message from its sender. */
  readonly origin: string;
}

/** What a message cannot have left its node before: the latest of these that is known. */
const leaving = ['committed', 'admitted', 'received'];
/** Clocks are read in whole milliseconds, on both nodes. */
const grainMs = 2;

/**
 * Nodes that had a message before it can have come to them: their clocks are behind. One that is ahead
 * cannot be told from a slow network.
 */
export function clocksBehind(stations: readonly WayStation[]): ClockLag[] {
  const left = leaving
    .map((name) => stations.find(({ station }) => station === name))
    .find((station) => station !== undefined);
  if (left === undefined) return [];
  const { node: origin } = left;
  const firsts = Map.groupBy(
    stations.filter(({ node }) => node !== origin),
    ({ node }) => node,
  );
  return [...firsts].flatMap(([node, own]) => {
    const byMs = left.at - Math.min(...own.map(({ at }) => at));
    return byMs > grainMs ? [{ node, byMs, origin }] : [];
  });
}
