import { resolve } from 'node:path';
import { UsageError } from '../cli/usage-error.ts';
import type { Device } from '../device/device.ts';
import type { Json } from '../engine/json.ts';
import type { Load } from '../engine/load.ts';
import { nowMs } from '../engine/now.ts';
import type { Scenario } from '../engine/scenario.ts';
import type { Speaker } from '../engine/speaker.ts';
import { contentOf } from '../traffic/content.ts';
import { asUsageError } from '../traffic/trace.ts';
import { surveyTrace } from '../traffic/trace-survey.ts';
import { TraceTexts } from '../traffic/trace-texts.ts';
import { makeGroups, makeRooms } from './parts/group-making.ts';
import { bringCast } from './parts/room-cast.ts';
import { enterRoom } from './parts/room-entry.ts';
import { settle } from './parts/settle.ts';
import { type OnRow, TraceFeed } from './parts/trace-feed.ts';
import { roomsOf, usersOf } from './parts/users.ts';

type Stage = { file: string; fromMs: number; toMs: number; conversation: string };

/** Devices that come into a room a second, before the replay. */
const entersPerSecond = 2000;
/** From when all are ready to the first row, so that every process has been told. ms. */
const leadMs = 300;
/** Where a row has no text: chat in a room has at least a character. */
const wordless = '·';

export const replay: Scenario<Stage> = {
  name: 'replay',
  about: 'recorded traffic from a CSV file (offsetMs,author,bytes[,text]), at any speed',
  options: {
    file: { type: 'text', about: 'a CSV file with the columns offsetMs,author,bytes' },
    speed: { type: 'number', about: 'times as fast as recorded', default: 1, min: 0.1, max: 1000 },
    minutes: {
      type: 'number',
      about: 'of the recording: the part in which most is said; 0: all',
      default: 0,
      min: 0,
      max: 1_000_000,
    },
    as: { type: 'text', about: 'room (live chat) or group', default: 'room' },
    devices: {
      type: 'number',
      about: 'devices in the conversation; the authors speak through them',
      default: 200,
      min: 1,
      max: 200_000,
    },
  },
  devices: ({ devices }) => Number(devices),
  objectives: ({ as }) => (as === 'group' ? { entries: { p99: 500 } } : { chat: { p99: 1000 } }),

  async prepare(controller) {
    const { options, runId, progress, note } = controller;
    const isGroup = isGroupReplay(options['as']);
    const file = resolve(String(options['file']));
    progress('reading the trace');
    const survey = await surveyTrace(file, Number(options['minutes']) * 60_000).catch((error) => {
      throw asUsageError(error);
    });
    const { fromMs, toMs, rows, rowsInPart } = survey;
    const seconds = (toMs - fromMs) / 1000 / Number(options['speed']);
    note(`${rowsInPart} of ${rows} rows of ${file} in ${seconds.toFixed(1)} s`);
    const [room = ''] = roomsOf(runId, 1);
    const group = `group:${runId}-replay`;
    const members = usersOf(runId, Number(options['devices']));
    if (isGroup) await makeGroups(controller, [{ group, members }]);
    else await makeRooms(controller, [room]);
    return { file, fromMs, toMs, conversation: isGroup ? group : room };
  },

  async run(load, stage) {
    const total = Number(load.options['devices']);
    const feed = new TraceFeed(load, { ...stage, speed: Number(load.options['speed']) });
    await feed.ready();
    const { devices, speaker } = await bringCast(load, total);
    if (!isGroupReplay(load.options['as'])) {
      load.progress('entering');
      await enterRoom(load, devices, stage.conversation, entersPerSecond / load.share.of);
    }
    const startMs = Number((await load.sync('ready')) ?? nowMs());
    const isOwn = (author: number) => (author % total) % load.share.of === load.share.index;
    await feed.run(startMs, isOwn, sayer(load, speaker, devices, stage.conversation));
    await settle(load, speaker);
  },

  async onSync(name): Promise<Json | undefined> {
    return name === 'ready' ? nowMs() + leadMs : undefined;
  },
};

function sayer(
  { options, share, random }: Load,
  speaker: Pick<Speaker, 'send' | 'chat'>,
  devices: readonly Device[],
  conversation: string,
): OnRow {
  const texts = new TraceTexts(random);
  const total = Number(options['devices']);
  const isGroup = isGroupReplay(options['as']);
  return (row, author, dueMs) => {
    // The process's own devices are every `of`-th one of all, in the same order.
    const device = devices[Math.floor((author % total) / share.of)] as Device;
    const text = texts.of(row);
    if (isGroup) speaker.send(device, conversation, contentOf(text), dueMs);
    else speaker.chat(device, conversation, text === '' ? wordless : text, dueMs);
  };
}

function isGroupReplay(as: string | number | undefined): boolean {
  if (as === 'group' || as === 'room') return as === 'group';
  throw new UsageError(`--as is room or group, not "${as}"`);
}
