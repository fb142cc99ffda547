import { assertDevicesFit } from '@eagre/swarm/target/file-limit';
import { SeededRandom } from '@eagre/testkit';
import { type FigureSpec, numberOption, type Scenario } from '../cli/scenario.ts';
import { boundOf } from '../lib/cpu-share.ts';
import { fileAbout, traceRows } from '../load/trace-rows.ts';
import { startRoomServer } from '../room/room-stage.ts';
import { type Shown, ShowRun } from '../room/show-run.ts';

const speeds = [1, 10, 50];

const perSpeed: Record<keyof Shown, FigureSpec> = {
  saidPerSecond: { unit: 'messages/s', about: 'sent by the viewers' },
  shownShare: { unit: 'share', about: 'of what was said that came into a frame' },
  dropped: { unit: 'messages', about: 'left out, by what the server says' },
  lost: { unit: 'messages', about: '× devices: in a frame that a device did not take' },
  p99Ms: { unit: 'ms', about: 'said → shown' },
};

export const roomReplay: Scenario = {
  name: 'room-replay',
  about: 'the chat of a recorded show at × 1, × 10 and × 50, with the tiers as they are by default',
  method:
    "The busiest part of a show, each text at its time divided by the speed, with the default tiers and display caps; every message shown or in the server's books.",
  options: {
    file: { type: 'text', about: fileAbout, default: '' },
    minutes: {
      type: 'number',
      about: 'of replay at each speed, of the busiest part',
      default: 0.2,
      min: 0.05,
      max: 600,
    },
    devices: { type: 'number', about: 'in the room', default: 5000, min: 8, max: 18_000 },
    seed: { type: 'number', about: 'of the texts', default: 1, min: 0, max: 2 ** 32 },
  },
  figures: Object.fromEntries(
    speeds.flatMap((speed) =>
      Object.entries(perSpeed).map(([name, spec]) => [
        `${name}X${speed}`,
        { ...spec, about: `${spec.about}, × ${speed}` },
      ]),
    ),
  ),
  async run({ options, progress }) {
    const rows = traceRows(String(options['file']), 'show');
    const plan = {
      devices: numberOption(options, 'devices'),
      minutes: numberOption(options, 'minutes'),
    };
    assertDevicesFit(plan.devices);
    const { server, api } = await startRoomServer(progress);
    const random = new SeededRandom(numberOption(options, 'seed'));
    const run = new ShowRun(server, api, plan, random, progress);
    const figures: Record<string, number> = {};
    for (const speed of speeds) {
      const shown = await run.replay(rows, speed);
      for (const [name, value] of Object.entries(shown)) figures[`${name}X${speed}`] = value;
    }
    return { figures, verdicts: run.verdicts, bound: `× ${speeds.at(-1)}: ${boundOf(run.shares)}` };
  },
};
