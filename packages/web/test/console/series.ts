import type { NodeSeries, SeriesAnswer, SeriesName } from '@eagre/server/console';

const names: readonly SeriesName[] = [
  'connections',
  'users',
  'messagesIn',
  'loopLagMs',
  'ackP99Ms',
  'overload',
];

export const startMs = 1_700_000_000_000;

interface PageOptions {
  /** Of the first point, in steps after `startMs`; 0 unless told. */
  readonly at?: number;
  readonly stepMs?: number;
  readonly more?: boolean;
  readonly drops?: Readonly<Record<string, readonly (number | null)[]>>;
  /** Figures that are other than `values`. */
  readonly other?: Readonly<Record<string, readonly (number | null)[]>>;
  /** How much the node's clock ticks later than a whole step. */
  readonly shiftMs?: number;
}

/** A page of a node that says `values` for every figure that it tells of. */
export function page(
  node: string,
  values: readonly (number | null)[],
  options: PageOptions = {},
): NodeSeries {
  const { at = 0, stepMs = 1_000, more = false, drops = {}, other = {}, shiftMs = 0 } = options;
  return {
    node,
    from: startMs + at * stepMs + shiftMs,
    more,
    values: Object.fromEntries(
      names.map((name) => [name, other[name] ?? values]),
    ) as unknown as NodeSeries['values'],
    drops,
  };
}

export function answer(...nodes: readonly NodeSeries[]): SeriesAnswer {
  return { stepMs: 1_000, nodes, missing: [] };
}
