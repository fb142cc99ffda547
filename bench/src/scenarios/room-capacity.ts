import { assertDevicesFit } from '@eagre/swarm/target/file-limit';
import { SeededRandom } from '@eagre/testkit';
import type { Progress } from '../cli/progress.ts';
import { atLeast, numberOption, type Scenario, type Verdict } from '../cli/scenario.ts';
import { boundOf } from '../lib/cpu-share.ts';
import { type CapacityPlan, shortestWindow } from '../room/capacity.ts';
import { LiveRun } from '../room/live-run.ts';
import { startRoomServer } from '../room/room-stage.ts';
import { type Simulated, simulate } from '../room/simulate.ts';

/** Simulated rooms; the first has next to no devices and tells what a flush costs besides them. */
const emptySize = 1000;
const sizes = [100_000, 300_000, 1_000_000];

export const roomCapacity: Scenario = {
  name: 'room-capacity',
  about: 'devices × flushes of one room that a core sustains, then a million devices in memory',
  method:
    '18,000 devices; every frame carries 30 messages; the window is made shorter until it is not kept. Then a million in-memory connections in the same code without a network.',
  options: {
    devices: { type: 'number', about: 'in the room', default: 18_000, min: 8, max: 60_000 },
    messages: { type: 'number', about: 'shown in each frame', default: 30, min: 1, max: 500 },
    window: { type: 'number', about: 'the first one, ms', default: 250, min: 10, max: 10_000 },
    seconds: { type: 'number', about: 'length of each measurement', default: 3, min: 1, max: 600 },
    seed: { type: 'number', about: 'of the texts', default: 1, min: 0, max: 2 ** 32 },
  },
  figures: {
    devicesPerCoreAtOneSecond: {
      unit: 'devices',
      about: 'frames a second sustained: with a window of 1 s each device gets one',
      target: atLeast(100_000),
    },
    windowMs: { unit: 'ms', about: 'the shortest one that was kept' },
    p99Ms: { unit: 'ms', about: 'said → shown at that, within the window + 500' },
    bytesPerFrame: { unit: 'bytes', about: 'mean' },
    serverCpuShare: { unit: 'cores', about: 'of the server at that' },
    loadCpuShare: { unit: 'cores', about: 'of the devices at that' },
    simulatedMillionCpuSecondsPerFlush: {
      unit: 's',
      about: 'of processor time, without what the kernel takes to send',
    },
    simulatedLinearity: {
      unit: 'times',
      about: 'cost for each device of a million, to that of a hundred thousand',
    },
    simulatedLongestSliceMs: { unit: 'ms', about: 'for which the event loop was not free' },
    simulatedEntersPerSecond: { unit: 'enters/s', about: 'of a million devices' },
    simulatedBytesPerDevice: { unit: 'bytes', about: 'of memory, connection and all' },
  },
  async run({ options, progress }) {
    const devices = numberOption(options, 'devices');
    const seconds = numberOption(options, 'seconds');
    assertDevicesFit(devices);
    const plan: CapacityPlan = {
      room: 'room:capacity',
      devices,
      messagesPerFrame: numberOption(options, 'messages'),
      windowMs: numberOption(options, 'window'),
      seconds,
    };
    const { server, api } = await startRoomServer(progress, { connections: devices + 10 });
    const live = {
      room: plan.room,
      devices,
      tier: { windowMs: plan.windowMs, flushItems: 0, displayPerSecond: 1 },
      reliablePerSecond: 1,
      packs: false,
    };
    const random = new SeededRandom(numberOption(options, 'seed'));
    const run = await LiveRun.start(server, [api], live, random, progress);
    const kept = await shortestWindow(run, api, plan, progress);
    const check = run.checkReliable('room');
    const verdicts = [check.verdict, ...(await run.chatVerdicts('room'))];
    run.end();
    await server.stop();
    if (kept === undefined) {
      verdicts.push({ ok: false, text: `not even a window of ${plan.windowMs} ms was kept` });
    }
    const simulated = await simulations(seconds, progress);
    return {
      figures: {
        devicesPerCoreAtOneSecond: kept?.spell.framesPerSecond ?? 0,
        windowMs: kept?.windowMs ?? 0,
        p99Ms: kept?.spell.p99Ms ?? 0,
        bytesPerFrame: kept?.spell.bytesPerFrame ?? 0,
        serverCpuShare: kept?.spell.shares.server ?? 0,
        loadCpuShare: kept?.spell.shares.load ?? 0,
        ...simulated.figures,
      },
      verdicts: [...verdicts, ...simulated.verdicts],
      bound:
        kept === undefined
          ? 'not known'
          : `a frame each ${kept.windowMs} ms: ${boundOf(kept.spell.shares)}`,
    };
  },
};

async function simulations(seconds: number, progress: Progress) {
  const results: Simulated[] = [];
  for (const devices of [emptySize, ...sizes]) {
    progress.step(`${devices.toLocaleString('en')} devices in memory`);
    results.push(await simulate(devices, seconds));
  }
  const [empty, ...rooms] = results as [Simulated, ...Simulated[]];
  const perDevice = (room: Simulated) =>
    (room.cpuSecondsPerFlush - empty.cpuSecondsPerFlush) / room.devices;
  for (const room of rooms) progress.note(describe(room, perDevice(room)));
  const million = rooms.at(-1) as Simulated;
  return {
    figures: {
      simulatedMillionCpuSecondsPerFlush: million.cpuSecondsPerFlush,
      simulatedLinearity: perDevice(million) / perDevice(rooms[0] as Simulated),
      simulatedLongestSliceMs: Math.max(...rooms.map((room) => room.longestSliceMs)),
      simulatedEntersPerSecond: million.entersPerSecond,
      simulatedBytesPerDevice: (million.residentBytes - empty.residentBytes) / million.devices,
    },
    verdicts: rooms.map(verdictOf),
  };
}

function describe(room: Simulated, perDevice: number): string {
  const { devices, cpuSecondsPerFlush, charsPerFrame, longestFlushMs } = room;
  return (
    `${devices.toLocaleString('en')} devices: ${(cpuSecondsPerFlush * 1000).toFixed(1)} ms of processor ` +
    `time a flush of ${Math.round(charsPerFrame)} characters, ${(perDevice * 1e9).toFixed(0)} ns a device, ` +
    `longest flush ${Math.round(longestFlushMs)} ms`
  );
}

function verdictOf({ devices, flushes, wrong }: Simulated): Verdict {
  const count = devices.toLocaleString('en');
  if (wrong === 0)
    return { ok: true, text: `${count} in memory: ${flushes} frames, each once at each` };
  return { ok: false, text: `${count} in memory: ${wrong} devices did not get each frame once` };
}
