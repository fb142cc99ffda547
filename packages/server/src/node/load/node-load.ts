import type { Clock } from '@eagre/protocol';
import type { Limits } from '../../limits.ts';
import { Sampler } from '../../observability/series/sampler.ts';
import type { Stations } from '../stations.ts';
import { nodeFigures } from './node-figures.ts';
import { RoomRates } from './room-rates.ts';

/** What a node remembers of its own load. */
export interface NodeLoad {
  readonly series: Pick<Sampler, 'read'>;
  readonly roomRates: Pick<RoomRates, 'of'>;
  /** Ends the one timer of it. */
  close(): void;
}

/** Begins to look at the node, once a second; nothing of it costs a message anything. */
export function watchLoad(stations: Stations, clock: Clock, limits: Limits): NodeLoad {
  const { figures, refresh } = nodeFigures(stations);
  const roomRates = new RoomRates(stations.room.rooms, limits);
  const series = new Sampler({
    clock,
    limits,
    figures,
    refresh() {
      refresh();
      roomRates.look(clock.monotonicMs());
    },
  });
  return { series, roomRates, close: () => series.close() };
}
