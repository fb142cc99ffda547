import { numberOption, type Scenario } from '../cli/scenario.ts';
import { boundOf } from '../lib/cpu-share.ts';
import { ReplayRun } from '../load/replay-run.ts';
import { fileAbout, traceRows } from '../load/trace-rows.ts';

export const replay: Scenario = {
  name: 'replay',
  about: 'recorded traffic of a group as fast as it goes, verified by every receiver',
  method:
    "Every row of a week of a group from its author's device, 64 messages under way, each receiver checking every message.",
  options: {
    file: { type: 'text', about: fileAbout, default: '' },
    window: { type: 'number', about: 'messages under way', default: 64, min: 1, max: 10_000 },
    members: {
      type: 'number',
      about: 'members at least; authors all are',
      default: 2,
      min: 2,
      max: 5000,
    },
  },
  figures: {
    messages: { unit: 'messages', about: 'rows of the trace' },
    members: { unit: 'members', about: 'online, each receives everything' },
    seconds: { unit: 's', about: 'first send → last delivery' },
    messagesPerSecond: { unit: 'messages/s', about: 'sent, stored and delivered to all' },
    deliveriesPerSecond: { unit: 'deliveries/s', about: 'messages × members' },
    timesReal: { unit: 'times', about: 'faster than it was recorded' },
    swapped: { unit: 'messages', about: 'of different authors that overtook in the pipeline' },
  },
  async run({ options, progress }) {
    const rows = traceRows(String(options['file']), 'group');
    const least = numberOption(options, 'members');
    const run = await ReplayRun.start(rows, least, progress);
    const figures = await run.replay(numberOption(options, 'window'));
    return { figures, verdicts: run.verdicts, bound: boundOf(run.shares) };
  },
};
