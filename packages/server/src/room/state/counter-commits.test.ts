import { expect, test } from 'bun:test';
import type { ConversationId } from '@eagre/protocol';
import { withSeed } from '@eagre/testkit';
import { conversationKey, type DocumentKey, documentKey } from '../../keys.ts';
import { limits } from '../../limits.ts';
import { CounterCommits } from './counter-commits.ts';
import { app, type Fault, Station, totalsOf } from './test/station.ts';

function keyOf(i: number): DocumentKey {
  return documentKey(conversationKey(app, `room:r${i}` as ConversationId), 'counters');
}

async function stored(station: Station, key: DocumentKey) {
  return totalsOf(await station.store.counts(key));
}

test('all rooms share few commits', async () => {
  const station = new Station();
  const commits = new CounterCommits(station.use('n'));
  for (let i = 0; i < 3000; i += 1) commits.add(keyOf(i), 'like', i);
  await commits.commit();
  expect(station.store.stats().commits).toBe(Math.ceil(3000 / limits.batchMaxEntries));
  // Under a name of the node's own.
  expect(await station.store.counts(keyOf(2999))).toEqual(new Map([['like@n', 2999]]));
});

test('a call that comes while one runs writes what was added before it', async () => {
  const station = new Station();
  const commits = new CounterCommits(station.use('n'));
  commits.add(keyOf(1), 'like', 1);
  const first = commits.commit();
  commits.add(keyOf(1), 'like', 1);
  await commits.commit();
  await first;
  expect(await stored(station, keyOf(1))).toEqual({ like: 2 });
});

test('while the store is down memory holds one sum a name', async () => {
  const station = new Station();
  const commits = new CounterCommits(station.use('n'));
  let attempts = 0;
  station.fault = () => {
    attempts += 1;
    return 'refused';
  };
  for (let i = 0; i < 100; i += 1) {
    commits.add(keyOf(1), 'like', 1);
    await expect(commits.commit()).rejects.toThrow('no store');
  }
  expect(attempts).toBe(100);
  station.fault = () => undefined;
  await commits.commit();
  expect(station.store.stats().commits).toBe(2);
  expect(await stored(station, keyOf(1))).toEqual({ like: 100 });
});

test('a sum that the store can never take is given up alone', async () => {
  const station = new Station();
  const commits = new CounterCommits(station.use('n'));
  const most = Number.MAX_SAFE_INTEGER;
  await station.store.commit({
    writes: [{ write: 'count', key: keyOf(5), name: 'like@n', add: most }],
    appends: [],
  });
  for (let i = 0; i < 10; i += 1) commits.add(keyOf(i), 'like', 1);
  await commits.commit();
  expect(commits.isDirty).toBe(false);
  expect(station.reported).toHaveLength(1);
  for (let i = 0; i < 10; i += 1) {
    const { like: sum } = await stored(station, keyOf(i));
    expect(sum).toBe(i === 5 ? most : 1);
  }
});

test('sums are exact over commits that fail with and without effect', () =>
  withSeed(async (random) => {
    for (let round = 0; round < 40; round += 1) {
      const station = new Station();
      const faults: Fault[] = [undefined, undefined, 'refused', 'lost'];
      station.fault = () => random.pick(faults);
      const nodes = ['n1', 'n2'].map((node) => new CounterCommits(station.use(node)));
      const model = new Map<DocumentKey, number>();
      const running: Promise<void>[] = [];
      for (let step = 0; step < 60; step += 1) {
        const key = keyOf(random.int(3));
        const sum = random.int(9);
        random.pick(nodes).add(key, 'like', sum);
        model.set(key, (model.get(key) ?? 0) + sum);
        if (random.chance(0.3))
          running.push(
            random
              .pick(nodes)
              .commit()
              .catch(() => {}),
          );
        if (random.chance(0.3)) await Promise.resolve();
      }
      await Promise.all(running);
      station.fault = () => undefined;
      for (const commits of nodes) await commits.commit();
      for (const [key, sum] of model) {
        expect(await stored(station, key)).toEqual({ like: sum });
      }
    }
  }));
