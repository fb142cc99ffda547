import type { Device } from '../device/device.ts';
import type { Load, OptionValues } from '../engine/load.ts';
import type { Scenario } from '../engine/scenario.ts';
import type { Verdict } from '../verdict/verdict.ts';
import { makeGroups, makeRooms } from './parts/group-making.ts';
import { GroupTalk } from './parts/group-talk.ts';
import { cardsOfHost, hostOf } from './parts/host-among.ts';
import { Kept } from './parts/kept.ts';
import { type Phase, Phases } from './parts/phases.ts';
import { bringCast, ownRate } from './parts/room-cast.ts';
import { RoomChat } from './parts/room-chat.ts';
import { enterRoom } from './parts/room-entry.ts';
import { sideGroups, talkOf } from './parts/room-groups.ts';
import { makeHost } from './parts/room-host.ts';
import { settle } from './parts/settle.ts';
import { roomsOf } from './parts/users.ts';

type Stage = { room: string };

/** Of one process: its devices that were lost, and how long it took until all were back. */
type Told = { lost: number; backMs: number[]; missing: number; isCut: boolean };

const told = new Kept<Told[]>();
const groupSize = 100;
const entersPerSecond = 2000;
const cardEverySeconds = 2;
const lookEveryMs = 10;

export const reconnectHerd: Scenario<Stage> = {
  name: 'reconnect-herd',
  about: 'all lose their connections at once and come back, while messages go on; none is missed',
  options: {
    devices: { type: 'number', about: 'viewers', default: 2000, min: 1, max: 200_000 },
    share: { type: 'number', about: 'of them that are lost', default: 1, min: 0.001, max: 1 },
    herds: { type: 'number', about: 'times that it happens', default: 2, min: 1, max: 10_000 },
    within: { type: 'number', about: 's until all must be back', default: 10, min: 1, max: 600 },
    quiet: {
      type: 'number',
      about: 's before the first herd, between two, and after the last',
      default: 5,
      min: 0.2,
      max: 3600,
    },
    chat: {
      type: 'number',
      about: 'messages a second in the room',
      default: 20,
      min: 0,
      max: 5000,
    },
    talk: { type: 'number', about: 'messages a second in groups', default: 40, min: 0, max: 5000 },
  },
  talks: ['show'],
  devices: ({ devices }) => Number(devices),
  objectives: () => ({ connect: { p99: 3000 } }),

  async prepare(controller) {
    const { runId, options } = controller;
    const [room = ''] = roomsOf(runId, 1);
    await makeRooms(controller, [room]);
    await makeHost(controller, room, hostOf(runId));
    await makeGroups(controller, sideGroups(runId, Number(options['devices']), groupSize));
    return { room };
  },

  async run(load, { room }) {
    const total = Number(load.options['devices']);
    const { devices, speaker, population } = await bringCast(load, total);
    load.progress('entering');
    await enterRoom(load, devices, room, entersPerSecond / load.share.of);
    await load.sync('entered');
    const perSecond = ownRate(Number(load.options['chat']), devices.length, total);
    const groups = sideGroups(load.runId, total, groupSize);
    const talking = talkOf(groups, devices, Number(load.options['talk']));
    const chat = new RoomChat(speaker, load.random, [{ room, perSecond, devices }]);
    const talk = new GroupTalk(speaker, load.random, talking);
    const { cards } = cardsOfHost(load, speaker, devices, room, () => ({
      everySeconds: cardEverySeconds,
    }));
    const own: Told = { lost: 0, backMs: [], missing: 0, isCut: false };
    const herd = async () => {
      await load.sync('herd');
      own.lost += population.loseAll(Number(load.options['share']));
      own.backMs.push(await untilBack(load, devices, own));
    };
    await new Phases(load, { chat, talk, cards }).run(phasesOf(load.options, herd));
    await settle(load, speaker);
    await load.sync('told', { ...own, isCut: load.signal.aborted });
  },

  async onSync(name, values, controller) {
    if (name === 'told') told.keep(controller, values as unknown as Told[]);
    return undefined;
  },

  async judge(controller) {
    const all = told.of(controller);
    if (all === undefined || all.some(({ isCut }) => isCut)) return [];
    return [judgeBack(all, Number(controller.options['within']))];
  },
};

function phasesOf(
  options: OptionValues,
  act: () => Promise<void>,
): Phase<'chat' | 'talk' | 'cards'>[] {
  const seconds = Number(options['quiet']);
  const herds = Number(options['herds']);
  const quiet = { name: 'quiet', seconds };
  const herd = { name: 'herd', seconds, act };
  return [...Array.from({ length: herds }, () => [quiet, herd]).flat(), quiet];
}

/** ms until all are back, or as long as they have. */
async function untilBack(load: Load, devices: readonly Device[], own: Told): Promise<number> {
  const startMs = performance.now();
  const withinMs = Number(load.options['within']) * 1000;
  for (;;) {
    const passedMs = performance.now() - startMs;
    const missing = devices.reduce((sum, { isReady }) => sum + (isReady ? 0 : 1), 0);
    if (missing === 0 || load.signal.aborted) return passedMs;
    if (passedMs > withinMs) {
      own.missing += missing;
      return passedMs;
    }
    await Bun.sleep(lookEveryMs);
  }
}

export function judgeBack(told: readonly Omit<Told, 'isCut'>[], withinSeconds: number): Verdict {
  const lost = told.reduce((sum, each) => sum + each.lost, 0);
  const missing = told.reduce((sum, each) => sum + each.missing, 0);
  const slowest = Math.max(...told.flatMap(({ backMs }) => backMs));
  const text =
    missing === 0
      ? `${lost} connections were lost, and all were back after ${(slowest / 1000).toFixed(1)} s at most`
      : `${missing} of ${lost} lost connections were not back within ${withinSeconds} s`;
  return { name: 'back', ok: missing === 0 && lost > 0, text };
}
