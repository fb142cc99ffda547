import type { AppId } from '@eagre/protocol';
import { byNode } from '../cluster/questions.ts';
import type { RoomRow } from '../console/contract.ts';
import type { ConsoleServices } from '../console/deps.ts';
import { dropReasons } from '../room/chat/chat-counts.ts';
import type { Room } from '../room/room.ts';
import type { Rooms } from '../room/rooms.ts';
import type { ClusterDesk } from './cluster-desk.ts';
import type { NodeLoad } from './load/node-load.ts';

export interface ConsoleRoomsOptions {
  readonly desk: Pick<ClusterDesk, 'question'>;
  readonly rooms: Pick<Rooms, 'all'>;
  readonly load: Pick<NodeLoad, 'roomRates'>;
}

interface RoomsQuestion {
  readonly app?: AppId | undefined;
  readonly limit: number;
}

/** What one node says of a room that it has open. */
interface Report extends Omit<RoomRow, 'nodes'> {
  /** In the room, on this node. */
  readonly devices: number;
}

/**
 * The fullest rooms of all nodes. How full a room is all its nodes know, so that they name the same
 * ones; what each of them did for a room is added up.
 */
export function consoleRooms(options: ConsoleRoomsOptions): ConsoleServices['rooms'] {
  const { desk, rooms, load } = options;
  const ask = desk.question<RoomsQuestion, Report[]>('console-rooms', (question) =>
    fullest(rooms, question).map((room) => reportOf(room, load)),
  );
  return {
    async list({ app, limit }) {
      const { all, missing } = await ask({ app, limit });
      const byRoom = Map.groupBy(
        all.toSorted(byNode).flatMap(({ answer }) => answer),
        ({ app: of, room }) => `${of}/${room}`,
      );
      const rows = [...byRoom.values()].map(rowOf).sort(byDevices);
      return { rooms: rows.slice(0, limit), missing };
    },
  };
}

function fullest(rooms: Pick<Rooms, 'all'>, { app, limit }: RoomsQuestion): Room[] {
  return [...rooms.all()]
    .filter((room) => app === undefined || room.app === app)
    .map((room) => ({ room, online: room.crowd.total() }))
    .sort(byDevices)
    .slice(0, limit)
    .map(({ room }) => room);
}

function reportOf(room: Room, { roomRates }: Pick<NodeLoad, 'roomRates'>): Report {
  const { crowd, tier, pipeline, delivered } = room;
  const { name } = room.state.settings;
  const { sizes, dropped } = pipeline.counts;
  const drops = dropReasons.map((reason) => [reason, sum(dropped[reason])] as const);
  const all = [...drops, ['refused', delivered.refusedChat] as const];
  return {
    app: room.app,
    room: room.id,
    ...(name !== undefined && { name }),
    online: crowd.total(),
    tier: {
      fromDevices: tier.fromDevices,
      windowMs: tier.windowMs,
      overridden: room.isTierOverridden,
    },
    flush: { p50: sizes.median(), max: sizes.max },
    perSecond: roomRates.of(room) ?? { offered: 0, frames: 0, delivered: 0, dropped: 0 },
    drops: Object.fromEntries(all.filter(([, count]) => count > 0)),
    devices: crowd.devices,
  };
}

/** The node that has most of the devices tells what is not added up. */
function rowOf(reports: readonly Report[]): RoomRow {
  const [most] = reports.toSorted((a, b) => b.devices - a.devices) as [Report, ...Report[]];
  const { devices: _, ...row } = most;
  const rate = (name: keyof RoomRow['perSecond']) =>
    Math.round(sum(reports.map(({ perSecond }) => perSecond[name])) * 10) / 10;
  return {
    ...row,
    flush: { p50: most.flush.p50, max: Math.max(...reports.map(({ flush }) => flush.max)) },
    perSecond: {
      offered: rate('offered'),
      frames: rate('frames'),
      delivered: rate('delivered'),
      dropped: rate('dropped'),
    },
    drops: addedUp(reports.map(({ drops }) => drops)),
    nodes: reports.length,
  };
}

function addedUp(all: readonly Readonly<Record<string, number>>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [reason, count] of all.flatMap((drops) => Object.entries(drops))) {
    sums[reason] = (sums[reason] ?? 0) + count;
  }
  return sums;
}

function byDevices(a: Pick<RoomRow, 'online'>, b: Pick<RoomRow, 'online'>): number {
  return b.online.devices - a.online.devices;
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
