import type { OptionValues } from '../engine/load.ts';
import type { Scenario } from '../engine/scenario.ts';
import { makeRooms } from './parts/group-making.ts';
import { type Phase, Phases } from './parts/phases.ts';
import { bringCast, ownRate } from './parts/room-cast.ts';
import { RoomChat } from './parts/room-chat.ts';
import { enterRoom } from './parts/room-entry.ts';
import { RoomShouts, shoutPace } from './parts/room-shouts.ts';
import { settle } from './parts/settle.ts';
import { roomsOf } from './parts/users.ts';

type Stage = { room: string };

/** Viewers that come into the room a second, before it is measured. */
const entersPerSecond = 2000;

export const chatBurst: Scenario<Stage> = {
  name: 'chat-burst',
  about: 'the chat of a show, with shouts: "3, 2, 1, link!"',
  options: {
    devices: { type: 'number', about: 'viewers', default: 2000, min: 1, max: 200_000 },
    chat: {
      type: 'number',
      about: 'messages a second while nobody shouts',
      default: 40,
      min: 0.1,
      max: 5000,
    },
    shouts: { type: 'number', about: 'shouts', default: 3, min: 0, max: 10_000 },
    every: { type: 'number', about: 's from shout to shout', default: 10, min: 3, max: 3600 },
    factor: {
      type: 'number',
      about: 'times as much as usual is said when they shout',
      default: 20,
      min: 1,
      max: 1000,
    },
    shout: { type: 'number', about: 's that a shout lasts', default: 2, min: 0.2, max: 60 },
  },
  talks: ['show'],
  devices: ({ devices }) => Number(devices),
  objectives: () => ({ chat: { p99: 1000 }, ack: { p99: 500 } }),

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
    const perSecond = ownRate(Number(load.options['chat']), devices.length, total);
    const rooms = [{ room, perSecond, devices }];
    const chat = new RoomChat(speaker, load.random, rooms);
    const shouts = new RoomShouts(speaker, load.random, rooms);
    await new Phases(load, { chat, shouts }).run(phasesOf(load.options));
    await settle(load, speaker);
  },
};

/** Quiet and loud by turns; a shout fades within its time. */
function phasesOf(options: OptionValues): Phase<'chat' | 'shouts'>[] {
  const every = Number(options['every']);
  const lasts = Math.min(Number(options['shout']), every);
  const quiet = { name: 'chat', seconds: every - lasts, paces: { shouts: 0 } };
  const shout = {
    name: 'shout',
    seconds: lasts,
    paces: { shouts: shoutPace(Number(options['factor']) - 1, lasts) },
  };
  const turns = Array.from({ length: Number(options['shouts']) }, () => [quiet, shout]);
  return [...turns.flat(), quiet];
}
