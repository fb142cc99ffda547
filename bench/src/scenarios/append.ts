import { join } from 'node:path';
import { atLeast, numberOption, type Scenario, type Verdict } from '../cli/scenario.ts';
import { Peer, pathOf } from '../lib/peer.ts';
import { benchDirectory } from '../lib/temp.ts';

interface Measured {
  rowsPerSecond: number;
  p99Ms: number;
  rowsPerBatch: number;
  /** Cores that the process took. */
  cpuShare: number;
  sent: number;
  stored: number;
}

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
    const measure = async (keys: 'none' | 'keys'): Promise<Measured> => {
      progress.step(keys === 'none' ? 'appending' : 'appending with idempotency keys');
      const script = pathOf('bench/src/peers/append-load.ts');
      const place = join(directory.path, keys);
      const command = [process.execPath, script, place, `${seconds}`, `${inFlight}`, keys];
      const peer = Peer.start(command);
      const [line] = await peer.child.waitForLine(
        /^\{.*"rowsPerSecond".*\}$/,
        (seconds + 60) * 1000,
      );
      await peer.stop();
      return JSON.parse(line) as Measured;
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
      verdicts: [verdictOf('without keys', plain), verdictOf('with keys', keyed)],
    };
  },
};

function verdictOf(what: string, { sent, stored }: Measured): Verdict {
  const number = (value: number) => value.toLocaleString('en');
  if (sent === stored) return { ok: true, text: `${what}: all ${number(sent)} entries are stored` };
  return { ok: false, text: `${what}: ${number(sent)} entries sent, ${number(stored)} stored` };
}
