import { priorities } from '@eagre/protocol';
import type { LaneCounters } from '../../fanout/fanout-counters.ts';
import { dropReasons as deviceReasons } from '../../gateway/gateway-counters.ts';
import { type Figure, rate } from '../../observability/series/figure.ts';
import { dropReasons as roomReasons } from '../../room/chat/chat-counts.ts';
import type { Stations } from '../stations.ts';
import type { RoomSums } from './room-sums.ts';

/**
 * What is left out, by reason: for single devices (reasons of the gateway), of topics before any
 * device got it (`topic_…`), of rooms (`room_…`; `room_refused`: messages times devices whose lines
 * were jammed), and what did not reach other nodes (`bus`).
 */
export function dropFigures(stations: Stations, rooms: RoomSums): Figure[] {
  const { gateway, fanout, clusterBus } = stations;
  const { drops } = gateway.counters;
  const { lanes } = fanout.counters;
  const all = (name: keyof LaneCounters) => () =>
    priorities.reduce((sum, lane) => sum + lanes[lane][name], 0);
  const bus = () => sum(Object.values(clusterBus?.stats?.().dropped ?? {}));
  return [
    ...deviceReasons.map((reason) => rate(reason, () => drops[reason])),
    rate('topic_overflow', all('overflows')),
    rate('topic_ephemerals', all('ephemeralsDropped')),
    ...roomReasons.map((reason, at) => rate(`room_${reason}`, () => rooms.dropped[at] ?? 0)),
    rate('room_refused', () => rooms.refused),
    ...(clusterBus === undefined ? [] : [rate('bus', bus)]),
  ];
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
