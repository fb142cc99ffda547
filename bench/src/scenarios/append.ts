import { join } from 'node:path';
import { atLeast, numberOption, type Scenario } from '../cli/scenario.ts';
import { benchDirectory } from '../lib/temp.ts';
import { appendVerdict, runAppend } from '../load/append-run.ts';

export const append: Scenario = {
  name: 'append',
  about: 'the timeline alone on one core: 250-byte entries over 50 queues, synced to disk',
  method:
    'The SQLite timeline with its worker thread in a process of its own on one core, 4,000 commits under way, synced to disk; afterwards the stored rows are counted.',
  options: {
    seconds: { type: 'number', about: 'length of each measurement', default: 4, min: 1, max: 600 },
    inflight: { type: 'number', about: 'commits under way', default: 4000, min: 1, max: 100_000 },
  },
  figures: {
    rowsPerSecond: { unit: 'rows/s', about: 'committed, one entry each', target: atLeast(25_000) },
    p99Ms: { unit: 'ms', about: 'commit called → on disk' },
    rowsPerBatch: { unit: 'rows', about: 'in one transaction' },
    keyedRowsPerSecond: {
      unit: 'rows/s',
      about: 'the same with an idempotency key, as a send has',
    },
    keyedP99Ms: { unit: 'ms', about: 'commit called → on disk, with the key' },
  },
  async run({ options, progress }) {
    const seconds = numberOption(options, 'seconds');
    const inFlight = numberOption(options, 'inflight');
    const directory = benchDirectory();
    const measure = (keys: 'none' | 'keys') => {
      progress.step(keys === 'none' ? 'appending' : 'appending with idempotency keys');
      return runAppend({ place: join(directory.path, keys), keys, seconds, inFlight });
    };
    const plain = await measure('none');
    const keyed = await measure('keys');
    return {
      figures: {
        rowsPerSecond: plain.rowsPerSecond,
        p99Ms: plain.p99Ms,
        rowsPerBatch: plain.rowsPerBatch,
        keyedRowsPerSecond: keyed.rowsPerSecond,
        keyedP99Ms: keyed.p99Ms,
      },
      bound: `one core for the caller and the thread of the store, of which they took ${Math.round(plain.cpuShare * 100)} %; the rest waits for the disk`,
      verdicts: [appendVerdict('without keys', plain), appendVerdict('with keys', keyed)],
    };
  },
};
