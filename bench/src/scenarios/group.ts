import { atLeast, below, exactly, numberOption, type Scenario } from '../cli/scenario.ts';
import { boundOf } from '../lib/cpu-share.ts';
import { GroupRun } from '../load/group-run.ts';

export const group: Scenario = {
  name: 'group',
  about: 'one group, the same load in write and in read mode, then latency in read mode',
  method:
    '320 devices of one group; rates in a closed loop of 64 senders with 4 messages under way, latency at an open-loop schedule, from when a message was due to its hand-over at another device.',
  options: {
    seconds: { type: 'number', about: 'length of each phase', default: 4, min: 1, max: 600 },
    members: { type: 'number', about: 'members, all online', default: 320, min: 8, max: 5000 },
    senders: { type: 'number', about: 'members that send', default: 64, min: 1, max: 5000 },
    depth: {
      type: 'number',
      about: 'messages under way of each sender',
      default: 4,
      min: 1,
      max: 64,
    },
    bytes: { type: 'number', about: 'bytes of a text', default: 200, min: 20, max: 8000 },
  },
  figures: {
    readAckedPerSecond: { unit: 'messages/s', about: 'stored and acknowledged, read mode' },
    writeAckedPerSecond: { unit: 'messages/s', about: 'stored and acknowledged, write mode' },
    readRowsPerMessage: { unit: 'rows', about: 'stored rows a message', target: exactly(1) },
    writeRowsPerMessage: { unit: 'rows', about: 'one for each member and one for the log' },
    readToWriteRatio: { unit: 'times', about: 'of the two rates', target: atLeast(30) },
    p50Ms: { unit: 'ms', about: 'to another member, at 60 % of capacity' },
    p99Ms: { unit: 'ms', about: 'the same', target: below(500) },
    p99At10Ms: { unit: 'ms', about: 'the same at 10 % of capacity', target: below(50) },
    deliveriesPerSecond: { unit: 'deliveries/s', about: 'messages × receivers at 60 %' },
    pulls: { unit: 'ranges', about: 'pulled because a push was left out, in the whole run' },
    refusals: {
      unit: 'sends',
      about: 'refused by the server, in the whole run',
      target: exactly(0),
    },
  },
  async run({ options, progress }) {
    const run = await GroupRun.start(
      {
        members: numberOption(options, 'members'),
        senders: numberOption(options, 'senders'),
        depth: numberOption(options, 'depth'),
        bytes: numberOption(options, 'bytes'),
        seconds: numberOption(options, 'seconds'),
      },
      progress,
    );
    const write = await run.capacity('write');
    const read = await run.capacity('read');
    const at60 = await run.latency(read.ackedPerSecond * 0.6);
    const at10 = await run.latency(read.ackedPerSecond * 0.1);
    return {
      figures: {
        readAckedPerSecond: read.ackedPerSecond,
        writeAckedPerSecond: write.ackedPerSecond,
        readRowsPerMessage: read.rowsPerMessage,
        writeRowsPerMessage: write.rowsPerMessage,
        readToWriteRatio: read.ackedPerSecond / write.ackedPerSecond,
        p50Ms: at60.p50Ms,
        p99Ms: at60.p99Ms,
        p99At10Ms: at10.p99Ms,
        deliveriesPerSecond: at60.deliveriesPerSecond,
        pulls: run.pulls,
        refusals: run.refusals,
      },
      verdicts: run.verdicts,
      bound: `read mode: ${boundOf(read.shares)}`,
    };
  },
};
