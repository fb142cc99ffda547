import type { Load } from '../engine/load.ts';
import type { Scenario } from '../engine/scenario.ts';
import { type ActedCommand, addUp } from './parts/acted-commands.ts';
import { readClocks } from './parts/clocks.ts';
import { FollowUps } from './parts/follow-ups.ts';
import { makeRooms } from './parts/group-making.ts';
import { cardsOfHost, hostOf } from './parts/host-among.ts';
import { judgeActs, judgeInstants, judgeSpread } from './parts/judge-commands.ts';
import { Kept } from './parts/kept.ts';
import { Phases } from './parts/phases.ts';
import type { CardOptions } from './parts/room-cards.ts';
import { bringCast, ownRate } from './parts/room-cast.ts';
import { RoomChat } from './parts/room-chat.ts';
import { enterRoom } from './parts/room-entry.ts';
import { judgePinned, makeHost } from './parts/room-host.ts';
import type { ServerClock } from './parts/server-clock.ts';
import { settle } from './parts/settle.ts';
import { judgeTokens, type ShownToken, SpreadTokens } from './parts/spread-tokens.ts';
import { roomsOf } from './parts/users.ts';

type Stage = { room: string };

/** What one process tells when all is over. */
type Told = {
  devices: number;
  commands: ActedCommand[];
  tokens: ShownToken[];
  /** Of the process that has the host. */
  host?: { item: string; failures: string[] };
  isCut: boolean;
};

const told = new Kept<Told[]>();
const entersPerSecond = 2000;
const pingsPerSecond = 2000;
/** What a request that follows a card does in the room: it is counted by the server, too. */
const counter = 'grab';

export const itemDrop: Scenario<Stage> = {
  name: 'item-drop',
  about: 'a host shows item cards and everybody acts: spread over a time, or all at one instant',
  options: {
    devices: { type: 'number', about: 'viewers', default: 2000, min: 1, max: 200_000 },
    cards: { type: 'number', about: 'cards', default: 6, min: 1, max: 100_000 },
    every: { type: 'number', about: 's from card to card', default: 5, min: 0.5, max: 3600 },
    spread: {
      type: 'number',
      about: 's over which requests that follow a card are spread',
      default: 5,
      min: 1,
      max: 600,
    },
    ahead: {
      type: 'number',
      about: 's that a card to be opened at one instant is sent before it',
      default: 2,
      min: 0.2,
      max: 600,
    },
    within: {
      type: 'number',
      about: 'ms that a device may be off such an instant',
      default: 100,
      min: 1,
      max: 10_000,
    },
    chat: { type: 'number', about: 'messages a second meanwhile', default: 20, min: 0, max: 5000 },
  },
  talks: ['show'],
  devices: ({ devices }) => Number(devices),
  objectives: () => ({ reliable: { p99: 1000 }, chat: { p99: 1000 }, ack: { p99: 500 } }),

  async prepare(controller) {
    const [room = ''] = roomsOf(controller.runId, 1);
    await makeRooms(controller, [room]);
    await makeHost(controller, room, hostOf(controller.runId));
    return { room };
  },

  async run(load, { room }) {
    const { options, signal } = load;
    const total = Number(options['devices']);
    const { devices, speaker } = await bringCast(load, total);
    const tokens = new SpreadTokens();
    load.progress('entering');
    await enterRoom(load, devices, room, entersPerSecond / load.share.of, (device, { ticket }) =>
      tokens.entered(device, ticket),
    );
    load.progress('reading the clock');
    const clocks = await readClocks(devices, pingsPerSecond / load.share.of, signal);
    const followUps = new FollowUps(load, {
      clocks,
      withinMs: Number(options['within']),
      act(followUp) {
        if (followUp.command.activateAt !== undefined) return;
        tokens.show(followUp);
        speaker.tap(followUp.device, room, counter, 1);
      },
    });
    await load.sync('entered');
    const perSecond = ownRate(Number(options['chat']), devices.length, total);
    const chat = new RoomChat(speaker, load.random, [{ room, perSecond, devices }]);
    const hosted = cardsOfHost(load, speaker, devices, room, (host) =>
      cardOptions(load, clocks.get(host)),
    );
    const { cards } = hosted;
    const last = Math.max(Number(options['spread']), Number(options['ahead'])) + 0.5;
    await new Phases(load, { chat, cards, followUps }).run([
      { name: 'cards', seconds: Number(options['cards']) * Number(options['every']) + 0.5 },
      { name: 'the last requests', seconds: last },
    ]);
    await settle(load, speaker);
    const host = hosted.told();
    const own: Told = {
      devices: devices.length,
      commands: followUps.acted.all,
      tokens: tokens.shown,
      ...(host && { host }),
      isCut: signal.aborted,
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
    const devices = all.reduce((sum, each) => sum + each.devices, 0);
    const commands = addUp(all.map((each) => each.commands));
    const host = all.find((each) => each.host !== undefined)?.host;
    const verdicts = [
      judgeActs(commands, devices),
      judgeSpread(commands),
      judgeInstants(commands, Number(controller.options['within'])),
      await judgeTokens(
        controller.api,
        all.flatMap((each) => each.tokens),
      ),
      host && (await judgePinned(controller, room, host.item, host.failures)),
    ];
    return verdicts.filter((verdict) => verdict !== undefined);
  },
};

/** Requests spread over a time, and an instant at which all open it, by turns. */
function cardOptions({ options }: Load, clock: ServerClock | undefined): CardOptions {
  return {
    everySeconds: Number(options['every']),
    count: Number(options['cards']),
    ways: [
      { spreadMs: Number(options['spread']) * 1000 },
      { aheadMs: Number(options['ahead']) * 1000 },
    ],
    ...(clock && { clock }),
  };
}
