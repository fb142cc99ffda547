import { assertDevicesFit } from '@eagre/swarm/target/file-limit';
import { SeededRandom } from '@eagre/testkit';
import { atLeast, exactly, numberOption, type Scenario } from '../cli/scenario.ts';
import { boundOf } from '../lib/cpu-share.ts';
import { HopRun } from '../room/hop-run.ts';
import { startRoomServer } from '../room/room-stage.ts';

export const roomHop: Scenario = {
  name: 'room-hop',
  about: 'devices that enter, leave and switch rooms, and the counts after that',
  method:
    '2,000 connections keep 4 commands under way each, 2 % of them late on purpose; a model of where every device must be is compared with the counts of all rooms 2 s later.',
  options: {
    devices: { type: 'number', about: 'connections', default: 2000, min: 1, max: 18_000 },
    rooms: { type: 'number', about: 'to hop through', default: 50, min: 1, max: 10_000 },
    depth: { type: 'number', about: 'commands under way of each', default: 4, min: 1, max: 64 },
    seconds: { type: 'number', about: 'of hopping', default: 5, min: 1, max: 600 },
    seed: { type: 'number', about: 'of who goes where', default: 1, min: 0, max: 2 ** 32 },
  },
  figures: {
    changesPerSecond: {
      unit: 'changes/s',
      about: 'enter, leave or switch, each one command with its answer',
      target: atLeast(20_000),
    },
    wrongRooms: { unit: 'rooms', about: 'with a wrong count 2 s after', target: exactly(0) },
    stale: { unit: 'commands', about: 'that came late and were refused, as they must be' },
    serverCpuShare: { unit: 'cores', about: 'of the server' },
    loadCpuShare: { unit: 'cores', about: 'of the devices' },
  },
  async run({ options, progress }) {
    const plan = {
      devices: numberOption(options, 'devices'),
      rooms: numberOption(options, 'rooms'),
      depth: numberOption(options, 'depth'),
      seconds: numberOption(options, 'seconds'),
    };
    assertDevicesFit(plan.devices);
    const { server, api } = await startRoomServer(progress);
    const random = new SeededRandom(numberOption(options, 'seed'));
    const run = await HopRun.start(server, api, plan, random, progress);
    const { changesPerSecond, stale, shares } = await run.hop();
    const { wrongRooms, verdicts } = await run.check();
    return {
      figures: {
        changesPerSecond,
        wrongRooms,
        stale,
        serverCpuShare: shares.server ?? 0,
        loadCpuShare: shares.load,
      },
      verdicts,
      bound: boundOf(shares),
    };
  },
};
