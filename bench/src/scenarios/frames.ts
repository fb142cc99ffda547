import { median } from '@eagre/swarm/compare/median';
import { assertDevicesFit } from '@eagre/swarm/target/file-limit';
import { atLeast, exactly, numberOption, type Scenario } from '../cli/scenario.ts';
import { boundOf } from '../lib/cpu-share.ts';
import { CountingPeer } from '../load/counting-peer.ts';
import { HotGroup } from '../load/hot-group.ts';
import type { Rate } from '../load/rate.ts';

type Side = 'eagre' | 'raw' | 'socketIo';

export const frames: Scenario = {
  name: 'frames',
  about: 'fan-out of one hot group, beside the bare runtime and Socket.IO',
  method:
    "5,000 devices of one group, a frame a message, beside the runtime's bare send loop and Socket.IO with frames as long, by turns; medians of five. Then merged, upstream never the bound.",
  options: {
    seconds: { type: 'number', about: 'length of each measurement', default: 1, min: 0.2, max: 60 },
    repeats: {
      type: 'number',
      about: 'measurements of each, by turns',
      default: 5,
      min: 1,
      max: 50,
    },
    subscribers: { type: 'number', about: 'devices', default: 5000, min: 10, max: 6500 },
    bytes: { type: 'number', about: 'bytes of a text', default: 200, min: 20, max: 8000 },
  },
  figures: {
    framesPerSecond: { unit: 'frames/s', about: 'Eagre, one message a frame as far as it goes' },
    rawFramesPerSecond: { unit: 'frames/s', about: "the runtime's bare send loop, frames as long" },
    framesRatio: { unit: 'times', about: 'of the two, median of pairs', target: atLeast(0.9) },
    framesCpuRatio: { unit: 'times', about: "the same by the second of the server's processor" },
    socketioFramesPerSecond: { unit: 'frames/s', about: 'Socket.IO 4 on Node, room broadcast' },
    messagesPerSecond: { unit: 'deliveries/s', about: 'Eagre, merging: messages × devices' },
    mergedRatio: { unit: 'times', about: 'messagesPerSecond to Socket.IO', target: atLeast(10) },
    messagesPerFrame: { unit: 'messages', about: 'in the frames of framesPerSecond' },
    refusals: {
      unit: 'sends',
      about: 'refused by the server, in the whole run',
      target: exactly(0),
    },
  },
  async run({ options, progress }) {
    const subscribers = numberOption(options, 'subscribers');
    const seconds = numberOption(options, 'seconds');
    const bytes = numberOption(options, 'bytes');
    assertDevicesFit(3 * subscribers);
    const onDone = (done: number) => progress.at(done / subscribers);

    const hot = await HotGroup.start({ subscribers, bytes }, progress);
    progress.step('connecting to the bare runtime');
    const raw = await CountingPeer.raw();
    await raw.connectRaw(subscribers, onDone);
    progress.step('connecting to Socket.IO');
    const socketIo = await CountingPeer.socketIo();
    await socketIo.connectSocketIo(subscribers, onDone);

    const repeats = numberOption(options, 'repeats');
    const turns: Record<Side, Rate[]> = { eagre: [], raw: [], socketIo: [] };
    const sides: [Side, () => Promise<Rate>][] = [
      ['raw', () => raw.measure(hot.frameBytes, seconds)],
      ['eagre', () => hot.frames(seconds)],
      ['socketIo', () => socketIo.measure(bytes, seconds)],
    ];
    progress.step('frames a second, by turns');
    for (let turn = 0; turn < repeats; turn += 1) {
      for (const [side, measure] of sides) {
        const rate = await measure();
        turns[side].push(rate);
        progress.note(`${side}: ${Math.round(rate.perSecond)} frames/s; ${rate.busy}`);
      }
      progress.at((turn + 1) / repeats);
    }
    await raw.stop();
    await socketIo.stop();
    const { messagesPerFrame } = hot;
    const messagesPerSecond = await hot.mergedMessagesPerSecond(seconds, Math.min(repeats, 3));

    const rateOf = (side: Side) => median(turns[side].map(({ perSecond }) => perSecond));
    const ratioOf = (what: 'perSecond' | 'perCpuSecond') =>
      median(turns.eagre.map((rate, i) => rate[what] / (turns.raw[i]?.[what] ?? Number.NaN)));
    const socketioFramesPerSecond = rateOf('socketIo');
    return {
      figures: {
        framesPerSecond: rateOf('eagre'),
        rawFramesPerSecond: rateOf('raw'),
        framesRatio: ratioOf('perSecond'),
        framesCpuRatio: ratioOf('perCpuSecond'),
        socketioFramesPerSecond,
        messagesPerSecond,
        mergedRatio: messagesPerSecond / socketioFramesPerSecond,
        messagesPerFrame,
        refusals: hot.refusals,
      },
      verdicts: hot.verdicts,
      bound: boundOf((turns.eagre.at(-1) as Rate).shares),
    };
  },
};
