import { UsageError } from '@eagre/swarm/cli/usage-error';
import { PostgresServer, whyNoPostgres } from '@eagre/testkit';
import { atLeast, numberOption, type Scenario } from '../cli/scenario.ts';
import { onExit } from '../lib/cleanup.ts';
import { loadCore, serverCore } from '../lib/cores.ts';
import { percent } from '../lib/cpu-share.ts';
import { appendVerdict, runAppend } from '../load/append-run.ts';

export const appendPostgres: Scenario = {
  name: 'append-postgres',
  about: 'the PostgreSQL timeline alone: 250-byte entries over 50 queues, synced to disk',
  method:
    'The PostgreSQL timeline with its group commit in a process of its own on one core, one PostgreSQL server with all its processes on the other; 4,000 commits under way, synced to disk; afterwards the stored rows are counted.',
  options: {
    seconds: { type: 'number', about: 'length of each measurement', default: 5, min: 1, max: 600 },
    inflight: { type: 'number', about: 'commits under way', default: 4000, min: 1, max: 100_000 },
  },
  figures: {
    rowsPerSecond: { unit: 'rows/s', about: 'committed, one entry each', target: atLeast(25_000) },
    p50Ms: { unit: 'ms', about: 'commit called → on disk, half of them' },
    p99Ms: { unit: 'ms', about: 'the same, 99 %' },
    rowsPerBatch: { unit: 'rows', about: 'in one transaction' },
    clientCpuShare: { unit: 'cores', about: 'of the process with the timeline' },
    serverCpuShare: { unit: 'cores', about: 'of PostgreSQL' },
    keyedRowsPerSecond: {
      unit: 'rows/s',
      about: 'the same with an idempotency key, as a send has',
      target: atLeast(25_000),
    },
    keyedP50Ms: { unit: 'ms', about: 'commit called → on disk, with the key, half of them' },
    keyedP99Ms: { unit: 'ms', about: 'the same, 99 %' },
    keyedRowsPerBatch: { unit: 'rows', about: 'in one transaction, with the key' },
    keyedClientCpuShare: { unit: 'cores', about: 'of the process with the timeline' },
    keyedServerCpuShare: { unit: 'cores', about: 'of PostgreSQL' },
  },
  async run({ options, progress }) {
    const seconds = numberOption(options, 'seconds');
    const inFlight = numberOption(options, 'inflight');
    const whyNot = whyNoPostgres();
    if (whyNot !== undefined) throw new UsageError(whyNot);
    progress.step('starting PostgreSQL');
    const postgres = await PostgresServer.start({ core: serverCore });
    const end = onExit(() => postgres.stop());
    const measure = async (keys: 'none' | 'keys') => {
      progress.step(keys === 'none' ? 'appending' : 'appending with idempotency keys');
      const place = await postgres.database();
      const plan = { place, keys, seconds, inFlight, serverPid: postgres.pid };
      return runAppend(plan, { core: loadCore });
    };
    const plain = await measure('none');
    const keyed = await measure('keys');
    await end();
    return {
      figures: {
        rowsPerSecond: plain.rowsPerSecond,
        p50Ms: plain.p50Ms,
        p99Ms: plain.p99Ms,
        rowsPerBatch: plain.rowsPerBatch,
        clientCpuShare: plain.cpuShare,
        serverCpuShare: plain.serverCpuShare,
        keyedRowsPerSecond: keyed.rowsPerSecond,
        keyedP50Ms: keyed.p50Ms,
        keyedP99Ms: keyed.p99Ms,
        keyedRowsPerBatch: keyed.rowsPerBatch,
        keyedClientCpuShare: keyed.cpuShare,
        keyedServerCpuShare: keyed.serverCpuShare,
      },
      bound: `with keys the process with the timeline took ${percent(keyed.cpuShare)} of its core, PostgreSQL ${percent(keyed.serverCpuShare)} of the other`,
      verdicts: [appendVerdict('without keys', plain), appendVerdict('with keys', keyed)],
    };
  },
};
