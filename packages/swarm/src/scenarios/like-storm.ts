import type { Controller, Scenario } from '../engine/scenario.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { makeRooms } from './parts/group-making.ts';
import { Kept } from './parts/kept.ts';
import { Phases, pulses } from './parts/phases.ts';
import { bringCast, ownRate } from './parts/room-cast.ts';
import { enterRoom } from './parts/room-entry.ts';
import { RoomLikes } from './parts/room-likes.ts';
import { RoomWatch } from './parts/room-watch.ts';
import { settle } from './parts/settle.ts';
import { roomsOf } from './parts/users.ts';

type Stage = { room: string };
/** What one process's watching device was told in the end; -1 when it has none. */
type Told = { total: number; isCut: boolean };

const told = new Kept<Told[]>();
const counter = 'like';
const entersPerSecond = 2000;
/** A storm is so many times as strong as the taps between storms, and fades with this time. s. */
const storm = { height: 10, decay: 3 };

export const likeStorm: Scenario<Stage> = {
  name: 'like-storm',
  about: 'everybody taps hearts in bursts; only sums travel, and they are exact',
  options: {
    devices: { type: 'number', about: 'viewers', default: 2000, min: 1, max: 200_000 },
    bursts: {
      type: 'number',
      about: 'bursts of taps that begin a second between storms',
      default: 40,
      min: 0.1,
      max: 50_000,
    },
    batch: {
      type: 'number',
      about: 'ms that a device gathers taps before it sends their sum',
      default: 500,
      min: 50,
      max: 10_000,
    },
    every: { type: 'number', about: 's from storm to storm', default: 10, min: 1, max: 3600 },
    seconds: { type: 'number', about: 's of tapping', default: 30, min: 1, max: 86_400 },
  },
  devices: ({ devices }) => Number(devices),

  async prepare(controller) {
    const [room = ''] = roomsOf(controller.runId, 1);
    await makeRooms(controller, [room]);
    return { room };
  },

  async run(load, { room }) {
    const total = Number(load.options['devices']);
    const { devices, speaker } = await bringCast(load, total);
    load.progress('entering');
    await enterRoom(load, devices, room, entersPerSecond / load.share.of);
    await load.sync('entered');
    const [first] = devices;
    const watch = first === undefined ? undefined : new RoomWatch(load.fleet, first, room);
    const burstsPerSecond = ownRate(Number(load.options['bursts']), devices.length, total);
    const likes = new RoomLikes(speaker, load.random, [{ room, burstsPerSecond, devices }], {
      counter,
      batchMs: Number(load.options['batch']),
    });
    const seconds = Number(load.options['seconds']);
    const paces = {
      likes: pulses(stormsIn(seconds, Number(load.options['every'])), storm.height, storm.decay),
    };
    await new Phases(load, { likes }).run([{ name: 'likes', seconds, paces }]);
    await settle(load, speaker);
    const own: Told = {
      total: watch?.counters.get(counter) ?? (watch ? 0 : -1),
      isCut: load.signal.aborted,
    };
    await load.sync('told', own);
  },

  async onSync(name, values, controller) {
    if (name === 'told') told.keep(controller, values as unknown as Told[]);
    return undefined;
  },

  async judge(controller, { room }) {
    const all = told.of(controller);
    if (all === undefined || all.some(({ isCut }) => isCut)) return [];
    return [judgeTold(all, await totalOf(controller, room))];
  },
};

function stormsIn(seconds: number, every: number): number[] {
  return Array.from({ length: Math.ceil(seconds / every) }, (_storm, i) => i * every);
}

async function totalOf({ api }: Controller, room: string): Promise<number> {
  const totals = await api.get<Record<string, number>>(
    `/v1/rooms/${encodeURIComponent(room)}/counters`,
  );
  return totals[counter] ?? 0;
}

/** Whether the sums that devices were told in the end are the server's. */
export function judgeTold(told: readonly { total: number }[], total: number): Verdict {
  const watches = told.filter((each) => each.total >= 0);
  const wrong = watches.find((each) => each.total !== total);
  const text =
    wrong === undefined
      ? `devices were told the whole sum of ${total} taps`
      : `a device was told ${wrong.total} taps in the end, and the sum is ${total}`;
  return { name: 'sums-told', ok: wrong === undefined && watches.length > 0, text };
}
