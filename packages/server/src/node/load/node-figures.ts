import { priorities } from '@eagre/protocol';
import type { SeriesName } from '../../console/contract.ts';
import { LatencyWindow } from '../../observability/latency-window.ts';
import { type Figure, gauge, rate, worst } from '../../observability/series/figure.ts';
import type { TimelineStats } from '../../timeline/timeline.ts';
import type { Stations } from '../stations.ts';
import { dropFigures } from './drop-figures.ts';
import { RoomSums } from './room-sums.ts';

export interface NodeFigures {
  readonly figures: readonly Figure[];
  /** Looks up what several figures are read from. */
  readonly refresh: () => void;
}

/** What the series of a node are made of: plain numbers that its stations keep anyway. */
export function nodeFigures(stations: Stations): NodeFigures {
  const { store, room, latencies, commands } = stations;
  const rooms = new RoomSums(room.rooms);
  const windows = {
    ack: new LatencyWindow(commands.sends),
    delivery: new LatencyWindow(latencies.deliveries),
    store: new LatencyWindow(latencies.commits),
  };
  let stored: TimelineStats = store.stats();
  return {
    refresh() {
      stored = store.stats();
      rooms.look();
      for (const window of Object.values(windows)) window.look();
    },
    figures: [
      ...gauges(stations),
      ...rates(stations, rooms, () => stored),
      ...percentiles('ack', windows.ack),
      ...percentiles('delivery', windows.delivery),
      ...percentiles('store', windows.store),
      ...dropFigures(stations, rooms),
    ],
  };
}

function gauges({ gateway, room, overload }: Stations): Figure<SeriesName>[] {
  return [
    gauge('connections', () => gateway.connections),
    gauge('users', () => gateway.registry.users),
    gauge('roomDevices', () => room.presence.devices),
    gauge('rooms', () => room.rooms.size),
    gauge('memoryBytes', () => process.memoryUsage.rss()),
    worst('loopLagMs', () => overload.takeLongestLagMs()),
    gauge('overload', () => (overload.level === 'normal' ? 0 : 1)),
  ];
}

function rates(
  stations: Stations,
  rooms: RoomSums,
  stored: () => TimelineStats,
): Figure<SeriesName>[] {
  const { gateway, fanout, conversation, room, commands } = stations;
  const { counters } = gateway;
  const { lanes } = fanout.counters;
  const all = (name: 'frames' | 'entries') =>
    priorities.reduce((sum, lane) => sum + lanes[lane][name], 0);
  return [
    rate('cpu', cpuSeconds),
    rate('messagesIn', () => conversation.sender.sent + room.speech.said),
    rate('messagesOut', () => all('entries') + rooms.delivered),
    rate('framesOut', () => counters.framesOut + all('frames') + rooms.frames),
    rate('bytesOut', () => counters.bytesOut),
    rate('storeRows', () => stored().rows),
    rate('refused', () => counters.refused + commands.refused),
  ];
}

function percentiles(
  step: 'ack' | 'delivery' | 'store',
  window: LatencyWindow,
): Figure<SeriesName>[] {
  return [gauge(`${step}P50Ms`, () => window.p50Ms), worst(`${step}P99Ms`, () => window.p99Ms)];
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
