import { traceOf } from '@eagre/swarm/traffic/trace';
import { numberOption, type Scenario } from '../cli/scenario.ts';
import { ReplayRun } from '../load/replay-run.ts';

export const replay: Scenario = {
  name: 'replay',
  about: 'recorded traffic of a group as fast as it goes, verified by every receiver',
  options: {
    file: { type: 'text', about: 'a CSV file with the columns offsetMs,author,bytes' },
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
    const rows = traceOf(String(options['file']));
    const least = numberOption(options, 'members');
    const run = await ReplayRun.start(rows, least, progress);
    const figures = await run.replay(numberOption(options, 'window'));
    return { figures, verdicts: run.verdicts };
  },
};
