import type { Scenario } from '../engine/scenario.ts';
import { Hopper } from '../room/hopper.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { forked } from './parts/forked.ts';
import { makeRooms } from './parts/group-making.ts';
import { Kept } from './parts/kept.ts';
import { Phases } from './parts/phases.ts';
import { bringCast } from './parts/room-cast.ts';
import { addCounts, type CountCheck, checkCounts, judgeCounts } from './parts/room-counts.ts';
import { RoomHops } from './parts/room-hops.ts';
import { roomsOf } from './parts/users.ts';

type Stage = { rooms: string[] };

/** What one process tells when its devices stand still. */
type Told = {
  inside: [room: string, devices: number][];
  hops: number;
  stale: number;
  failures: string[];
  isCut: boolean;
};

interface Ending {
  told: Told[];
  check: CountCheck | undefined;
}

const endings = new Kept<Ending>();
const keptFailures = 5;

export const hop: Scenario<Stage> = {
  name: 'hop',
  about: 'viewers hop between rooms, commands overtake each other, and the counts stay right',
  options: {
    devices: { type: 'number', about: 'viewers', default: 2000, min: 1, max: 200_000 },
    rooms: { type: 'number', about: 'rooms', default: 100, min: 2, max: 10_000 },
    rate: {
      type: 'number',
      about: 'changes a second, of all viewers together',
      default: 2000,
      min: 1,
      max: 100_000,
    },
    seconds: { type: 'number', about: 's of hopping', default: 20, min: 1, max: 86_400 },
  },
  devices: ({ devices }) => Number(devices),
  objectives: () => ({ enter: { p99: 1000 } }),

  async prepare(controller) {
    const rooms = roomsOf(controller.runId, Number(controller.options['rooms']));
    await makeRooms(controller, rooms);
    return { rooms };
  },

  async run(load, { rooms }) {
    const { devices } = await bringCast(load, Number(load.options['devices']));
    const chance = forked(load.random);
    const hoppers = devices.map((device) => new Hopper(device, rooms, chance));
    const rate = Number(load.options['rate']) / load.share.of;
    const hops = new RoomHops(load, load.random, hoppers, rate);
    const seconds = Number(load.options['seconds']);
    await new Phases(load, { hops }).run([{ name: 'hopping', seconds }]);
    const failures = hoppers.flatMap((hopper) => hopper.failures);
    const told: Told = {
      inside: [...hops.inside()],
      hops: hoppers.reduce((sum, { done }) => sum + done, 0),
      stale: hoppers.reduce((sum, { stale }) => sum + stale, 0),
      failures: failures.slice(0, keptFailures),
      isCut: load.signal.aborted,
    };
    await load.sync('still', told);
  },

  async onSync(name, values, controller) {
    if (name !== 'still') return undefined;
    const told = values as unknown as Told[];
    const inside = addCounts(told.map((each) => each.inside));
    const isCut = told.some((each) => each.isCut);
    const expected = new Map(
      roomsOf(controller.runId, Number(controller.options['rooms'])).map((room) => [
        room,
        inside.get(room) ?? 0,
      ]),
    );
    controller.progress('letting counts settle');
    const check = isCut ? undefined : await checkCounts(controller.rooms, expected);
    endings.keep(controller, { told, check });
    return undefined;
  },

  async judge(controller) {
    const { told, check } = endings.of(controller) ?? { told: [], check: undefined };
    return [...(check === undefined ? [] : [judgeCounts(check)]), ...judgeHops(told)];
  },
};

export function judgeHops(told: readonly Omit<Told, 'inside' | 'isCut'>[]): Verdict[] {
  if (told.length === 0) return [];
  const sum = (of: (each: (typeof told)[number]) => number) =>
    told.reduce((all, each) => all + of(each), 0);
  const failures = told.flatMap((each) => each.failures);
  const hops = sum((each) => each.hops);
  const text =
    failures.length === 0
      ? `${hops} changes were answered, ${sum((each) => each.stale)} of them refused since they came too late`
      : `changes were refused, first: ${failures[0]}`;
  return [{ name: 'hops', ok: failures.length === 0 && hops > 0, text }];
}
