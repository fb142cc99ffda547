import { atLeast, below, exactly, numberOption, type Scenario } from '../cli/scenario.ts';
import { ClusterProcess } from '../lib/cluster-process.ts';
import { describeCpu } from '../lib/cpu-share.ts';
import { metricNames } from '../lib/metric-names.ts';
import { GroupRun } from '../load/group-run.ts';

const { rows, commits, batches, busPublished } = metricNames;

export const clusterGroup: Scenario = {
  name: 'cluster-group',
  about: 'one group over two nodes with PostgreSQL and NATS, all of it and the load on two cores',
  method:
    'Two nodes, PostgreSQL (synced to disk), NATS and the devices share two cores. Half of the members of one group in read mode are on each node; as many messages as go through by a closed loop of senders on both, then latency by an open-loop schedule at 60 % of that, from when a message was due.',
  options: {
    seconds: { type: 'number', about: 'length of each phase', default: 6, min: 1, max: 600 },
    members: { type: 'number', about: 'members, all online', default: 64, min: 8, max: 5000 },
    senders: { type: 'number', about: 'members that send', default: 64, min: 2, max: 5000 },
    depth: {
      type: 'number',
      about: 'messages under way of each sender',
      default: 16,
      min: 1,
      max: 256,
    },
    bytes: { type: 'number', about: 'bytes of a text', default: 200, min: 20, max: 8000 },
  },
  figures: {
    ackedPerSecond: {
      unit: 'messages/s',
      about: 'stored and acknowledged',
      target: atLeast(10_000),
    },
    rowsPerMessage: { unit: 'rows', about: 'stored rows a message', target: exactly(1) },
    rowsPerBatch: { unit: 'rows', about: 'in one transaction' },
    busMessagesPerCommit: { unit: 'messages', about: 'published by NATS a commit' },
    entriesPerBusMessage: { unit: 'entries', about: 'stored entries a message of NATS' },
    nodeCpuShare: { unit: 'cores', about: 'of both nodes together at the rate' },
    postgresCpuShare: { unit: 'cores', about: 'of PostgreSQL' },
    natsCpuShare: { unit: 'cores', about: 'of NATS' },
    loadCpuShare: { unit: 'cores', about: 'of the devices' },
    ackP50Ms: { unit: 'ms', about: 'due → acknowledged at 60 % of the rate' },
    ackP99Ms: { unit: 'ms', about: 'the same, 99 %', target: below(500) },
    p50Ms: { unit: 'ms', about: 'due → at another member at 60 %' },
    p99Ms: { unit: 'ms', about: 'the same, 99 %', target: below(500) },
    deliveriesPerSecond: { unit: 'deliveries/s', about: 'messages × receivers at 60 %' },
    pulls: { unit: 'ranges', about: 'pulled because a push was left out, in the whole run' },
    refusals: { unit: 'sends', about: 'refused, in the whole run', target: exactly(0) },
  },
  async run({ options, progress }) {
    const server = await ClusterProcess.start({}, progress);
    const counters = [commits, batches, busPublished];
    const plan = {
      members: numberOption(options, 'members'),
      senders: numberOption(options, 'senders'),
      depth: numberOption(options, 'depth'),
      bytes: numberOption(options, 'bytes'),
      seconds: numberOption(options, 'seconds'),
    };
    const run = await GroupRun.on({ server, modes: ['read'], counters }, plan, progress);
    const { ackedPerSecond, rowsPerMessage, shares, grown } = await run.capacity('read');
    const at60 = await run.latency(ackedPerSecond * 0.6);
    const { node1 = Number.NaN, node2 = Number.NaN, postgres, nats } = shares.parts ?? {};
    return {
      figures: {
        ackedPerSecond,
        rowsPerMessage,
        rowsPerBatch: grown(rows) / grown(batches),
        busMessagesPerCommit: grown(busPublished) / grown(commits),
        entriesPerBusMessage: grown(rows) / grown(busPublished),
        nodeCpuShare: node1 + node2,
        postgresCpuShare: postgres ?? Number.NaN,
        natsCpuShare: nats ?? Number.NaN,
        loadCpuShare: shares.load,
        ackP50Ms: at60.ackP50Ms,
        ackP99Ms: at60.ackP99Ms,
        p50Ms: at60.p50Ms,
        p99Ms: at60.p99Ms,
        deliveriesPerSecond: at60.deliveriesPerSecond,
        pulls: run.pulls,
        refusals: run.refusals,
      },
      verdicts: run.verdicts,
      bound: `two cores for everything: ${describeCpu(shares)}`,
    };
  },
};
