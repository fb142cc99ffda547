import { median } from '@eagre/swarm/compare/median';
import { assertDevicesFit } from '@eagre/swarm/target/file-limit';
import { below, exactly, numberOption, type Scenario } from '../cli/scenario.ts';
import { boundOf } from '../lib/cpu-share.ts';
import { ColdStartRun } from '../load/cold-start-run.ts';

export const coldStart: Scenario = {
  name: 'cold-start',
  about: 'one user with many groups and missed messages, then all users at once',
  method:
    'A fresh server process each; nine single devices one after the other with 10,000 missed messages in 200 groups, then 2,000 users of the same groups connect within one instant.',
  options: {
    groups: { type: 'number', about: 'groups of each user', default: 200, min: 1, max: 900 },
    missed: {
      type: 'number',
      about: 'messages missed by the one user',
      default: 10_000,
      min: 200,
      max: 200_000,
    },
    users: { type: 'number', about: 'users of the storm', default: 2000, min: 20, max: 5000 },
    behind: {
      type: 'number',
      about: 'messages of each group missed in the storm',
      default: 5,
      min: 0,
      max: 50,
    },
  },
  figures: {
    firstScreenMs: {
      unit: 'ms',
      about: 'connect → the most urgent entries, median of devices',
      target: below(100),
    },
    firstScreenColdMs: { unit: 'ms', about: 'the same, first device of a fresh server' },
    completeMs: { unit: 'ms', about: 'connect → everything pulled, median of devices' },
    roundTrips: { unit: 'trips', about: 'until the first screen', target: exactly(1) },
    p99Ms: { unit: 'ms', about: 'storm begins → connect answered, 99 % of the users' },
    p50Ms: { unit: 'ms', about: 'the same, half of the users' },
    storeReads: {
      unit: 'reads',
      about: 'of the store in the storm, the queue with the most',
      target: { text: '≤ 5', reached: (value) => value <= 5 },
    },
    storeReadsTotal: { unit: 'reads', about: 'all queues together, user queues too' },
  },
  async run({ options, progress }) {
    const users = numberOption(options, 'users');
    const groups = numberOption(options, 'groups');
    assertDevicesFit(users);
    const run = await ColdStartRun.start({ users, groups }, progress);
    const missed = numberOption(options, 'missed');
    const lone = await run.loneUsers(Math.ceil(missed / groups));
    const storm = await run.storm(numberOption(options, 'behind'));
    const [first, ...others] = lone;
    return {
      figures: {
        firstScreenMs: median(others.map((one) => one.firstScreenMs)),
        firstScreenColdMs: first?.firstScreenMs ?? 0,
        completeMs: median(others.map((one) => one.completeMs)),
        roundTrips: Math.max(...lone.map((one) => one.roundTrips)),
        p99Ms: storm.p99Ms,
        p50Ms: storm.p50Ms,
        storeReads: storm.mostReads,
        storeReadsTotal: storm.reads,
      },
      verdicts: run.verdicts,
      bound: `the storm: ${boundOf(storm.shares)}`,
    };
  },
};
