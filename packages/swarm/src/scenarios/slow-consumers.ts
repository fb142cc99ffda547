import type { Scenario } from '../engine/scenario.ts';
import { makeGroups, makeRooms } from './parts/group-making.ts';
import { GroupTalk } from './parts/group-talk.ts';
import { cardsOfHost, hostOf } from './parts/host-among.ts';
import { judgeJam } from './parts/judge-jam.ts';
import { Phases } from './parts/phases.ts';
import { bringCast, ownRate } from './parts/room-cast.ts';
import { enterRoom } from './parts/room-entry.ts';
import { RoomFlood } from './parts/room-flood.ts';
import { sideGroups, talkOf } from './parts/room-groups.ts';
import { makeHost } from './parts/room-host.ts';
import { settle } from './parts/settle.ts';
import { SlowReaders } from './parts/slow-readers.ts';
import { roomsOf } from './parts/users.ts';

type Stage = { room: string };

const groupSize = 100;
const entersPerSecond = 2000;
const cardEverySeconds = 1;
/** s in which all read well before. */
const before = 1;

export const slowConsumers: Scenario<Stage> = {
  name: 'slow-consumers',
  about: 'some devices read slowly or not at all; it costs the others nothing, and them no card',
  options: {
    devices: { type: 'number', about: 'viewers', default: 300, min: 2, max: 100_000 },
    share: {
      type: 'number',
      about: 'of them that are slow; half of those read nothing at all',
      default: 0.1,
      min: 0.001,
      max: 0.9,
    },
    trickle: {
      type: 'number',
      about: 'bytes a second that the other half reads',
      default: 10_000,
      min: 1,
      max: 10_000_000,
    },
    // A server closes what takes nothing for 30 s: that would be another scenario.
    pause: { type: 'number', about: 's for which they are slow', default: 20, min: 1, max: 25 },
    rest: {
      type: 'number',
      about: 's for which all read well again',
      default: 5,
      min: 0,
      max: 3600,
    },
    chat: {
      type: 'number',
      about: 'messages a second in the room',
      default: 80,
      min: 1,
      max: 5000,
    },
    bytes: { type: 'number', about: 'bytes of a message', default: 4000, min: 3, max: 8000 },
    talk: { type: 'number', about: 'messages a second in groups', default: 20, min: 0, max: 5000 },
  },
  devices: ({ devices }) => Number(devices),
  objectives: () => ({ chat: { p99: 1000 }, entries: { p99: 500 }, reliable: { p99: 1000 } }),

  async prepare(controller) {
    const { runId, options, rooms } = controller;
    const [room = ''] = roomsOf(runId, 1);
    await makeRooms(controller, [room]);
    // All that is said is shown: the lines shall be full.
    await rooms.setTier(room, { displayPerSecond: 0 });
    await makeHost(controller, room, hostOf(runId));
    await makeGroups(controller, sideGroups(runId, Number(options['devices']), groupSize));
    return { room };
  },

  async run(load, { room }) {
    const { options } = load;
    const total = Number(options['devices']);
    const { devices, speaker } = await bringCast(load, total);
    load.progress('entering');
    await enterRoom(load, devices, room, entersPerSecond / load.share.of);
    await load.sync('entered');
    // The first one may be the host.
    const slow = devices.slice(Math.ceil(devices.length * (1 - Number(options['share']))));
    const well = devices.slice(0, devices.length - slow.length);
    const perSecond = ownRate(Number(options['chat']), devices.length, total);
    const groups = sideGroups(load.runId, total, groupSize);
    const readers = new SlowReaders(slow, room, Number(options['trickle']));
    const flood = { room, perSecond, bytes: Number(options['bytes']), devices: well };
    const parts = {
      chat: new RoomFlood(speaker, load.random, flood),
      talk: new GroupTalk(speaker, load.random, talkOf(groups, well, Number(options['talk']))),
      cards: cardsOfHost(load, speaker, devices, room, () => ({ everySeconds: cardEverySeconds }))
        .cards,
    };
    try {
      await new Phases(load, parts).run([
        { name: 'all read', seconds: before },
        { name: 'some do not', seconds: Number(options['pause']), act: () => readers.slowDown() },
        { name: 'all read again', seconds: Number(options['rest']), act: () => readers.speedUp() },
      ]);
    } finally {
      readers.speedUp();
    }
    await settle(load, speaker);
  },

  async judge({ books }, { room }) {
    return [judgeJam((await books(room)).map((one) => one.books))];
  },
};
