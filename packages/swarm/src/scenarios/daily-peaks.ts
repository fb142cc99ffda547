import type { Device } from '../device/device.ts';
import type { Load } from '../engine/load.ts';
import type { Scenario } from '../engine/scenario.ts';
import type { Speaker } from '../engine/speaker.ts';
import { ServerSampler } from '../target/server-sampler.ts';
import { makeGroups, makeRooms } from './parts/group-making.ts';
import { judgePeaks, type PeakMemory, peakSpells } from './parts/group-peaks.ts';
import { GroupTalk } from './parts/group-talk.ts';
import { type TeamLayout, teamLayout } from './parts/group-teams.ts';
import { Kept } from './parts/kept.ts';
import { Visitors } from './parts/night-visitors.ts';
import { type Part, Phases } from './parts/phases.ts';
import { bringCast, ownRate } from './parts/room-cast.ts';
import { RoomChat } from './parts/room-chat.ts';
import { enterRoom } from './parts/room-entry.ts';
import { RoomLikes } from './parts/room-likes.ts';
import { settle } from './parts/settle.ts';
import { usersOf } from './parts/users.ts';

type PartName = 'groups' | 'chat' | 'votes';

const memory = new Kept<PeakMemory[]>();
const afterPeak = 'after ';
/** Messages a second. */
const perTeam = 0.1;
const chatPerHall = 0.5;
/** Bursts of votes a second. */
const votesPerUser = 1 / 60;
const entersPerSecond = 1000;

export const dailyPeaks: Scenario<null> = {
  name: 'daily-peaks',
  about: 'days of a team game with their peaks at 09:00 and 22:00, compressed in time',
  options: {
    devices: {
      type: 'number',
      about: 'users, one device each',
      default: 1500,
      min: 10,
      max: 200_000,
    },
    days: { type: 'number', about: 'days', default: 2, min: 1, max: 1000 },
    secondsPerDay: {
      type: 'number',
      about: 's that a day takes',
      default: 40,
      min: 1,
      max: 86_400,
    },
    base: {
      type: 'number',
      about: 'share that is there all day, 0 to 1',
      default: 0.3,
      min: 0.01,
      max: 1,
    },
    peak: {
      type: 'number',
      about: 'times the plain rate at a peak',
      default: 6,
      min: 1,
      max: 1000,
    },
  },
  talks: ['group'],
  devices: ({ devices }) => Number(devices),
  objectives: () => ({
    connect: { p99: 1000 },
    chat: { p99: 1000 },
    entries: { p99: 500 },
    ack: { p99: 500 },
  }),

  async prepare(controller) {
    const { runId, options } = controller;
    const { teams, halls } = teamLayout(runId, usersOf(runId, Number(options['devices'])));
    await makeGroups(controller, teams);
    await makeRooms(controller, halls);
    return null;
  },

  async run(load) {
    const users = usersOf(load.runId, Number(load.options['devices']));
    const { population, devices, speaker } = await bringCast(load, users.length);
    const layout = teamLayout(load.runId, users);
    load.progress('entering');
    const rate = entersPerSecond / load.share.of / layout.halls.length;
    const inHall = Map.groupBy(devices, ({ user }) => layout.hallOf(user));
    await Promise.all([...inHall].map(([hall, inside]) => enterRoom(load, inside, hall, rate)));
    await load.sync('entered');
    const base = Math.ceil(devices.length * Number(load.options['base']));
    const steady = new Set(devices.slice(0, base));
    const parts = partsOf(load, speaker, layout, inHall, steady);
    const spells = peakSpells(
      {
        days: Number(load.options['days']),
        secondsPerDay: Number(load.options['secondsPerDay']),
        factor: Number(load.options['peak']),
        parts: Object.keys(parts) as PartName[],
      },
      new Visitors(load, population, devices.slice(base), ({ user }) => layout.hallOf(user)),
    );
    for (const { name, phases } of spells) {
      await new Phases(load, parts).run(phases);
      await load.sync(`${afterPeak}${name}`);
    }
    await settle(load, speaker);
  },

  async onSync(name, _values, controller) {
    if (!name.startsWith(afterPeak)) return undefined;
    const sample = await new ServerSampler(controller.api.url).sample();
    const peaks = memory.of(controller) ?? [];
    if (sample !== undefined) {
      const { residentBytes } = sample;
      memory.keep(controller, [...peaks, { name: name.slice(afterPeak.length), residentBytes }]);
    }
    return undefined;
  },

  async judge(controller) {
    const verdict = judgePeaks(memory.of(controller) ?? []);
    return verdict === undefined ? [] : [verdict];
  },
};

function partsOf(
  load: Load,
  speaker: Speaker,
  { teams }: TeamLayout,
  inHall: ReadonlyMap<string, readonly Device[]>,
  steady: ReadonlySet<Device>,
): Record<PartName, Part> {
  const byUser = new Map([...inHall.values()].flat().map((device) => [device.user, device]));
  const groups = teams.map(({ group, members }) => {
    const own = members.flatMap((user) => byUser.get(user) ?? []);
    const perSecond = ownRate(perTeam, own.length, members.length);
    return { conversation: group, perSecond, devices: own };
  });
  // Who goes home speaks and votes nowhere: those who stay do it for them.
  const halls = [...inHall].map(([room, inside]) => ({
    room,
    devices: inside.filter((device) => steady.has(device)),
    perSecond: chatPerHall / load.share.of,
    burstsPerSecond: inside.length * votesPerUser,
  }));
  return {
    groups: new GroupTalk(speaker, load.random, groups),
    chat: new RoomChat(speaker, load.random, halls),
    votes: new RoomLikes(speaker, load.random, halls, { counter: 'votes' }),
  };
}
