import { assertDevicesFit } from '@eagre/swarm/target/file-limit';
import { ChatTexts } from '@eagre/swarm/traffic/chat-texts';
import { SeededRandom } from '@eagre/testkit';
import type { Progress } from '../cli/progress.ts';
import { atLeast, exactly, numberOption, type Scenario } from '../cli/scenario.ts';
import { boundOf } from '../lib/cpu-share.ts';
import { p99OverWindowMs } from '../room/capacity.ts';
import { climb, isSustained, step } from '../room/climb.ts';
import { type LivePlan, LiveRun } from '../room/live-run.ts';
import { startRoomServer } from '../room/room-stage.ts';
import { SocketIoRoom } from '../room/socketio-room.ts';

export const roomLive: Scenario = {
  name: 'room-live',
  about: 'one room with everything said shown to everybody, beside Socket.IO',
  method:
    '10,000 devices of one room with the display cap off; 1,000 texts a second by an open-loop schedule, fitted to a real show; then more and more until the p99 or the delivery gives way. Beside it the same room in Socket.IO.',
  options: {
    devices: { type: 'number', about: 'in the room', default: 10_000, min: 8, max: 18_000 },
    rate: { type: 'number', about: 'said a second at first', default: 1000, min: 1, max: 100_000 },
    window: { type: 'number', about: 'of the room, ms', default: 250, min: 0, max: 10_000 },
    reliable: { type: 'number', about: 'reliable messages a second', default: 5, min: 1, max: 100 },
    seconds: { type: 'number', about: 'length of each measurement', default: 3, min: 1, max: 600 },
    seed: { type: 'number', about: 'of the texts', default: 1, min: 0, max: 2 ** 32 },
  },
  figures: {
    deliveredMessagesPerSecond: {
      unit: 'messages/s',
      about: 'messages × devices at the first rate',
      target: atLeast(5_000_000),
    },
    framesPerSecond: { unit: 'frames/s', about: 'the same in frames' },
    bytesPerFrame: { unit: 'bytes', about: 'mean' },
    p50Ms: { unit: 'ms', about: 'said → shown, half of the messages' },
    p99Ms: { unit: 'ms', about: 'the same, 99 %' },
    reliableP99Ms: { unit: 'ms', about: 'sent to the HTTP API → arrived, 99 %' },
    lost: { unit: 'messages', about: 'reliable × devices, in the whole run', target: exactly(0) },
    reordered: { unit: 'messages', about: 'reliable, at a wrong place', target: exactly(0) },
    chatLost: { unit: 'messages', about: 'best-effort × devices, at the first rate' },
    serverCpuShare: { unit: 'cores', about: 'of the server at the first rate' },
    loadCpuShare: { unit: 'cores', about: 'of the devices at the first rate' },
    maxDeliveredMessagesPerSecond: { unit: 'messages/s', about: 'as far as it goes on' },
    maxServerCpuShare: { unit: 'cores', about: 'of the server at that' },
    maxLoadCpuShare: { unit: 'cores', about: 'of the devices at that' },
    packedDeliveredMessagesPerSecond: { unit: 'messages/s', about: 'as far as packed frames go' },
    packedBytesPerFrame: { unit: 'bytes', about: 'mean of packed frames at that' },
    socketioMessagesPerSecond: { unit: 'messages/s', about: 'messages × devices, Socket.IO 4' },
    ratio: { unit: 'times', about: 'maxDeliveredMessagesPerSecond to it' },
  },
  async run({ options, progress }) {
    const devices = numberOption(options, 'devices');
    const rate = numberOption(options, 'rate');
    const seconds = numberOption(options, 'seconds');
    const windowMs = numberOption(options, 'window');
    const seed = numberOption(options, 'seed');
    assertDevicesFit(devices);
    const plan: LivePlan = {
      room: 'room:live',
      devices,
      tier: { windowMs, flushItems: 0, displayPerSecond: 0 },
      reliablePerSecond: numberOption(options, 'reliable'),
      packs: false,
    };
    const p99WithinMs = windowMs + p99OverWindowMs;
    const { server, api } = await startRoomServer(progress);

    const plain = await LiveRun.start(server, [api], plan, new SeededRandom(seed), progress);
    progress.step(`${rate.toLocaleString('en')} said a second`);
    const first = await plain.spell(rate, seconds);
    await plain.rest();
    const { chatLost } = plain;
    progress.step('more and more');
    const faster = isSustained(first, p99WithinMs)
      ? await climb(plain, rate * step, seconds, p99WithinMs)
      : [];
    const fastest = faster.at(-1) ?? first;
    const check = plain.checkReliable('room');
    const verdicts = [check.verdict, ...(await plain.chatVerdicts('room'))];
    plain.end();

    const packedPlan = { ...plan, room: 'room:packed', packs: true };
    const packed = await LiveRun.start(server, [api], packedPlan, new SeededRandom(seed), progress);
    progress.step('the same with packed frames');
    const packedSpells = await climb(packed, fastest.chatPerSecond / step, seconds, p99WithinMs);
    const packedCheck = packed.checkReliable('packed');
    verdicts.push(packedCheck.verdict, ...(await packed.chatVerdicts('packed')));
    packed.end();
    await server.stop();

    const socketio = await socketIo(devices, new SeededRandom(seed), seconds, progress);
    const bound = `at ${Math.round(fastest.deliveredPerSecond).toLocaleString('en')} messages/s ${boundOf(fastest.shares)}`;
    return {
      figures: {
        deliveredMessagesPerSecond: first.deliveredPerSecond,
        framesPerSecond: first.framesPerSecond,
        bytesPerFrame: first.bytesPerFrame,
        p50Ms: first.p50Ms,
        p99Ms: first.p99Ms,
        reliableP99Ms: first.reliableP99Ms,
        lost: check.lost + packedCheck.lost,
        reordered: check.reordered + packedCheck.reordered,
        chatLost,
        serverCpuShare: first.shares.server ?? Number.NaN,
        loadCpuShare: first.shares.load,
        maxDeliveredMessagesPerSecond: fastest.deliveredPerSecond,
        maxServerCpuShare: fastest.shares.server ?? Number.NaN,
        maxLoadCpuShare: fastest.shares.load,
        packedDeliveredMessagesPerSecond: packedSpells.at(-1)?.deliveredPerSecond ?? 0,
        packedBytesPerFrame: packedSpells.at(-1)?.bytesPerFrame ?? 0,
        socketioMessagesPerSecond: socketio,
        ratio: fastest.deliveredPerSecond / socketio,
      },
      verdicts,
      bound,
    };
  },
};

async function socketIo(
  devices: number,
  random: SeededRandom,
  seconds: number,
  progress: Progress,
): Promise<number> {
  const room = await SocketIoRoom.start(devices, new ChatTexts(random), progress);
  progress.step('the same room with Socket.IO');
  const rate = await room.measure(seconds);
  progress.note(`Socket.IO: ${Math.round(rate.perSecond)} messages/s; ${rate.busy}`);
  await room.stop();
  return rate.perSecond;
}
