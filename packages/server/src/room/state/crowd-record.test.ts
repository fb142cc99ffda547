import { expect, test } from 'bun:test';
import { CrowdRecord } from './crowd-record.ts';
import { room, Station } from './test/station.ts';

test('nodes put their records together, and what comes to the same is not stored', async () => {
  const station = new Station();
  const open = () => CrowdRecord.open(station.use('n'), room);
  const [one, two] = [await open(), await open()];
  const union = (a: string, b: string) => [...new Set([...a, ...b])].sort().join('');
  const save = (record: CrowdRecord, peak: number, visitors: string) =>
    record.save((stored) => ({
      peak: Math.max(stored.peak, peak),
      visitors: union(stored.visitors, visitors),
    }));
  expect(one.stored).toEqual({ peak: 0, visitors: '' });
  await Promise.all([save(one, 5, 'ab'), save(two, 3, 'bc')]);
  expect((await open()).stored).toEqual({ peak: 5, visitors: 'abc' });
  const commits = station.store.stats().commits;
  expect(await save(one, 4, 'c')).toEqual({ peak: 5, visitors: 'abc' });
  expect(station.store.stats().commits).toBe(commits);
});
