import type { Scenario } from '../engine/scenario.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { makeRooms } from './parts/group-making.ts';
import { Kept } from './parts/kept.ts';
import { Phases } from './parts/phases.ts';
import { bringCast } from './parts/room-cast.ts';
import { RoomChat } from './parts/room-chat.ts';
import { type CountCheck, checkCounts, judgeCounts } from './parts/room-counts.ts';
import { enterRoom } from './parts/room-entry.ts';
import { RoomWatch } from './parts/room-watch.ts';
import { settle } from './parts/settle.ts';
import { roomsOf } from './parts/users.ts';

type Stage = { room: string };

/** What one process tells at the end. */
type Told = {
  early: number;
  entered: number;
  /** Of those of the storm, at its first early device; -1 when it has none. */
  joinsTold: number;
  onlineTold: number;
  /** It ended early, or who watched lost the connection: then what it was told says nothing. */
  isCut: boolean;
};

const counts = new Kept<CountCheck>();
const told = new Kept<Told[]>();

/** Those who wait in the room before it opens, and see the others come. */
const earlyShare = 0.05;
/** s in which the room chats before the storm. */
const quietSeconds = 1;
/** Of those who came, devices must have been told of so many: joins are told in passing. */
const joinsShare = 0.9;

export const joinStorm: Scenario<Stage> = {
  name: 'join-storm',
  about: 'a room opens and everybody comes within seconds, while it chats',
  options: {
    devices: { type: 'number', about: 'viewers', default: 3000, min: 2, max: 200_000 },
    rate: {
      type: 'number',
      about: 'viewers that come in a second',
      default: 1000,
      min: 1,
      max: 50_000,
    },
    chat: { type: 'number', about: 'messages a second', default: 20, min: 0, max: 5000 },
    seconds: { type: 'number', about: 's after the storm', default: 10, min: 0, max: 86_400 },
  },
  talks: ['show'],
  devices: ({ devices }) => Number(devices),
  objectives: () => ({ enter: { p99: 1000 }, chat: { p99: 1000 } }),

  async prepare(controller) {
    const [room = ''] = roomsOf(controller.runId, 1);
    await makeRooms(controller, [room]);
    return { room };
  },

  async run(load, { room }) {
    const { devices, speaker } = await bringCast(load, Number(load.options['devices']));
    const perSecond = Number(load.options['rate']) / load.share.of;
    const early = devices.slice(0, Math.ceil(devices.length * earlyShare));
    const late = devices.slice(early.length);
    await enterRoom(load, early, room, perSecond);
    await load.sync('early');
    const [first] = early;
    const watch = first === undefined ? undefined : new RoomWatch(load.fleet, first, room);
    const rate = Number(load.options['chat']) / load.share.of;
    const chat = new RoomChat(speaker, load.random, [{ room, perSecond: rate, devices: early }]);
    let joinsBefore = 0;
    const storm = async () => {
      joinsBefore = watch?.joins ?? 0;
      await enterRoom(load, late, room, perSecond);
      await load.sync('entered', { inside: devices.length, isCut: load.signal.aborted });
    };
    await new Phases(load, { chat }).run([
      { name: 'before the storm', seconds: quietSeconds },
      { name: 'storm', seconds: late.length / perSecond, act: storm },
      { name: 'after the storm', seconds: Number(load.options['seconds']) },
    ]);
    await settle(load, speaker);
    const own: Told = {
      early: early.length,
      entered: late.length,
      joinsTold: watch === undefined ? -1 : watch.joins - joinsBefore,
      onlineTold: watch?.online ?? -1,
      isCut: load.signal.aborted || (first?.connections ?? 1) > 1,
    };
    await load.sync('told', own);
  },

  async onSync(name, values, controller) {
    if (name === 'told') told.keep(controller, values as unknown as Told[]);
    if (name !== 'entered') return undefined;
    const all = values as unknown as { inside: number; isCut: boolean }[];
    if (all.some(({ isCut }) => isCut)) return undefined;
    const devices = all.reduce((sum, { inside }) => sum + inside, 0);
    const [room = ''] = roomsOf(controller.runId, 1);
    counts.keep(controller, await checkCounts(controller.rooms, new Map([[room, devices]])));
    return undefined;
  },

  async judge(controller) {
    const check = counts.of(controller);
    return [
      ...(check === undefined ? [] : [judgeCounts(check)]),
      ...judgeTold(told.of(controller)),
    ];
  },
};

/** Whether those who were there first were told of those who came. */
export function judgeTold(told: readonly Told[] | undefined): Verdict[] {
  if (told === undefined || told.some(({ isCut }) => isCut)) return [];
  const came = told.reduce((sum, { entered }) => sum + entered, 0);
  const inside = told.reduce((sum, { entered, early }) => sum + entered + early, 0);
  const watches = told.filter(({ joinsTold }) => joinsTold >= 0);
  const least = Math.min(...watches.map(({ joinsTold }) => joinsTold));
  const most = Math.max(...watches.map(({ joinsTold }) => joinsTold));
  const wrong = watches.find(({ onlineTold }) => onlineTold !== inside);
  return [
    {
      name: 'joins',
      ok: watches.length > 0 && least >= came * joinsShare && most <= inside,
      text: `of ${came} viewers who came, devices in the room were told of ${least} at least`,
    },
    {
      name: 'online-told',
      ok: watches.length > 0 && wrong === undefined,
      text: `devices in the room were told in the end that ${wrong?.onlineTold ?? inside} are online, and ${inside} are`,
    },
  ];
}
