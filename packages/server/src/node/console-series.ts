import type { Clock } from '@eagre/protocol';
import { type NodeSeries, type SeriesName, seriesNames } from '../console/contract.ts';
import type { ConsoleServices, SeriesQuery } from '../console/deps.ts';
import type { Limits } from '../limits.ts';
import type { Points } from '../observability/series/points.ts';
import { ServiceError } from '../service-error.ts';
import type { ClusterDesk } from './cluster-desk.ts';
import type { NodeLoad } from './load/node-load.ts';

export interface ConsoleSeriesOptions {
  readonly desk: Pick<ClusterDesk, 'nodes' | 'question'>;
  readonly load: Pick<NodeLoad, 'series'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly limits: Pick<Limits, 'seriesAheadMs'>;
}

/** Without the name of the node: whoever asked knows it. */
type Told = Omit<NodeSeries, 'node'>;

/** The load of all nodes over time; each answers of itself. */
export function consoleSeries(options: ConsoleSeriesOptions): ConsoleServices['series'] {
  const { desk, load, clock, limits } = options;
  const ask = desk.question<SeriesQuery, Told>('series', ({ step, since }) =>
    toldOf(load.series.read({ stepMs: step, since })),
  );
  return {
    async read(query) {
      const { step, since, node } = query;
      if (since !== undefined) refuseAhead(since, clock.now(), limits.seriesAheadMs);
      if (node !== undefined) requireNode(node, desk);
      const isWanted = (name: string) => node === undefined || name === node;
      const { all, missing } = await ask({ step, since });
      return {
        stepMs: step,
        nodes: all
          .filter((one) => isWanted(one.node))
          .map((one) => ({ node: one.node, ...one.answer })),
        missing: missing.filter(isWanted),
      };
    },
  };
}

/** Reasons for which nothing was left out are left out themselves. */
function toldOf({ from, more, values }: Points): Told {
  const names: readonly string[] = seriesNames;
  const drops = Object.entries(values).filter(
    ([name, points]) =>
      !names.includes(name) && points.some((point) => point !== null && point > 0),
  );
  const figures = seriesNames.map((name) => [name, values[name] ?? []] as const);
  return {
    from,
    more,
    values: Object.fromEntries(figures) as Record<SeriesName, (number | null)[]>,
    drops: Object.fromEntries(drops),
  };
}

function refuseAhead(since: number, now: number, aheadMs: number): void {
  if (since <= now + aheadMs) return;
  const message = `since must not be after ${now}, which is now; it is in milliseconds since 1970`;
  throw new ServiceError('invalid_argument', message, { field: 'since' });
}

/** @throws ServiceError `not_found` */
export function requireNode(name: string, desk: Pick<ClusterDesk, 'nodes'>): void {
  const names = desk.nodes().map(({ node }) => node);
  if (names.includes(name)) return;
  const message = `no such node; those that run are ${names.join(', ')}`;
  throw new ServiceError('not_found', message, { field: 'node' });
}
