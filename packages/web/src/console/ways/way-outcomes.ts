import type { WayStation } from '@eagre/server/console';

/** What came of a message on one node. */
export interface WayOutcome {
  readonly node: string;
  /** Devices that have it, and those that did not take it. */
  readonly devices: number;
  readonly behind: number;
  /** Why it was left out there, if it was. */
  readonly why: string | undefined;
}

/** In the order in which the nodes had it. */
export function outcomesOf(stations: readonly WayStation[]): WayOutcome[] {
  const inOrder = stations.toSorted((a, b) => a.at - b.at);
  const byNode = Map.groupBy(inOrder, ({ node }) => node);
  return [...byNode].map(([node, own]) => {
    const last = own.find(({ station }) => station === 'last');
    const why = own.find(({ station }) => station === 'dropped')?.why;
    return { node, devices: last?.devices ?? 0, behind: last?.behind ?? 0, why };
  });
}
