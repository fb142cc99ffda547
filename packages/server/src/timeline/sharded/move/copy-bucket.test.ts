import { afterAll, beforeAll, expect, test } from 'bun:test';
import { realClock } from '@eagre/protocol';
import { FakeClock, testScale, withSeed } from '@eagre/testkit';
import fc from 'fast-check';
import { limits as allLimits } from '../../../limits.ts';
import { contents, run, steps } from '../../conformance/equality-conformance.ts';
import {
  entry,
  group,
  inboxOf,
  keyOfUser,
  logOf,
  other,
} from '../../conformance/subject-conformance.ts';
import { onceDay } from '../../once-days.ts';
import { openLink } from '../../postgres/link.ts';
import { openIn, PostgresDatabases } from '../../postgres/test/postgres-databases.ts';
import { bucketOf } from '../buckets.ts';
import { BucketSource } from './bucket-source.ts';
import { BucketTarget } from './bucket-target.ts';
import { BucketCopy } from './copy-bucket.ts';
import { queueTables, stateTables } from './row-tables.ts';

/** Small, so that everything takes several pages. */
const limits = { ...allLimits, bucketRows: 3, bucketRowsChars: 150 };

let databases: PostgresDatabases;

beforeAll(async () => {
  databases = await PostgresDatabases.start();
}, 60_000);

afterAll(() => databases[Symbol.asyncDispose](), 60_000);

const keys = [group, other, inboxOf('ann'), inboxOf('bob'), keyOfUser('ann'), keyOfUser('bob')];
const buckets = [...new Set(keys.map(bucketOf))];

/** Of the same bucket as the group. */
const neighbours = Array.from({ length: 20_000 }, (_, n) => logOf(`neighbour-${n}`)).filter(
  (key) => bucketOf(key) === bucketOf(group),
);

/** Two servers of their own, with ways to the rows of both. */
async function openTwo(version = () => 0) {
  const clock = new FakeClock();
  const urls = [await databases.database(), await databases.database()] as const;
  const timelines = [await openIn(urls[0], { clock }), await openIn(urls[1], { clock })] as const;
  const use = { clock: realClock, limits, report: () => {} };
  const links = await Promise.all(urls.map((url) => openLink({ url, ...use })));
  const [left, right] = links as [(typeof links)[0], (typeof links)[0]];
  return {
    clock,
    timelines,
    left,
    source: new BucketSource(left, limits),
    there: new BucketSource(right, limits),
    target: new BucketTarget(right, limits, version),
    async [Symbol.asyncDispose]() {
      for (const one of [...timelines, ...links]) await one.close();
      for (const url of urls) await databases.giveBack(url);
    },
  };
}

/** All rows of a bucket, table by table. */
async function rowsOf(
  source: BucketSource,
  bucket: number,
  today = 0,
): Promise<Record<string, unknown[]>> {
  const tables: Record<string, unknown[]> = {};
  for (const table of [...stateTables, ...queueTables]) {
    const rows: unknown[] = [];
    for await (const page of source.rows(table, bucket, undefined)) {
      rows.push(...(JSON.parse(page.rows) as unknown[]));
    }
    tables[table.name] = rows;
  }
  // Keys of days that no longer count may be there or not.
  const onces = tables['once'] as { day: number }[];
  return { ...tables, once: onces.filter(({ day }) => day >= today - 1) };
}

test('a bucket that was copied while all kinds of commits went on is the same there', async () => {
  for (let cycle = 0; cycle < 6 * testScale(); cycle += 1) {
    await withSeed(async (random) => {
      await using two = await openTwo();
      const [used, empty] = two.timelines;
      const copies = buckets.map((bucket) => new BucketCopy(bucket, two.source, two.target));
      const seed = Math.floor(random.next() * 2 ** 31);
      for (const asked of fc.sample(steps, { seed, numRuns: 6 })) {
        await run(used, two.clock, asked);
        if (random.next() < 0.7) await Promise.all(copies.map((copy) => copy.pass()));
      }
      for (const copy of copies) await copy.finish();
      for (const bucket of buckets) {
        const today = onceDay(two.clock.now());
        const [there, here] = [two.there, two.source].map((side) => rowsOf(side, bucket, today));
        expect(await there).toEqual(await here);
      }
      expect(await contents(empty)).toEqual(await contents(used));
      // And it goes on there: new queues of the bucket have numbers of their own.
      const queues = [...keys.slice(0, 4), ...neighbours] as (typeof group)[];
      const result = await empty.commit({ appends: [{ queues, entry: entry('new') }] });
      expect(result.outcome).toBe('committed');
    });
  }
}, 120_000);

test('a redaction is seen, alone and late', async () => {
  await using two = await openTwo();
  const [used, empty] = two.timelines;
  await used.commit({ appends: [{ queues: [group], entry: entry('secret') }] });
  const copy = new BucketCopy(bucketOf(group), two.source, two.target);
  await copy.pass();
  await used.commit({
    writes: [{ write: 'redact', queue: group, syncId: 1, entry: entry('gone') }],
    appends: [],
  });
  await copy.finish();
  const [range] = await empty.ranges([{ queue: group, after: 0, limit: 9, bytes: 1e6 }]);
  expect(range?.entries).toEqual([entry('gone')]);
});

test('what a transaction writes that began before a pass and ends after it', async () => {
  await using two = await openTwo();
  const [used, empty] = two.timelines;
  await used.commit({ appends: [{ queues: [group], entry: entry(1) }] });
  const copy = new BucketCopy(bucketOf(group), two.source, two.target);
  await two.left.transaction(async (run) => {
    const text = `INSERT INTO eagre.document VALUES ('${group}#late', ${bucketOf(group)}, 1, '7')`;
    await run({ name: '', text });
    await copy.pass();
  });
  await copy.finish();
  expect(await empty.document(`${group}#late` as never)).toMatchObject({ value: '7' });
});

test('documents of the server itself stay where they are', async () => {
  await using two = await openTwo();
  const [used, empty] = two.timelines;
  const key = '*/buckets#server' as never;
  const write = (value: string) =>
    ({ writes: [{ write: 'document', key, value }], appends: [] }) as const;
  await used.commit(write('"source"'));
  await empty.commit(write('"target"'));
  await new BucketCopy(bucketOf(key), two.source, two.target).finish();
  expect(await empty.document(key)).toMatchObject({ value: '"target"' });
  await two.target.drop(bucketOf(key));
  expect(await empty.document(key)).toMatchObject({ value: '"target"' });
});

test('what is removed is gone, and nothing else', async () => {
  await using two = await openTwo();
  const [used] = two.timelines;
  for (const asked of fc.sample(steps, { seed: 7, numRuns: 12 })) {
    await run(used, two.clock, asked);
  }
  for (const bucket of buckets) {
    await new BucketCopy(bucket, two.source, two.target).finish();
  }
  const [first = 0, ...rest] = buckets;
  await two.target.drop(first);
  const gone = await rowsOf(two.there, first);
  expect(Object.values(gone).flat()).toEqual([]);
  for (const bucket of rest) {
    expect(await rowsOf(two.there, bucket)).toEqual(await rowsOf(two.source, bucket));
  }
});

test('rows that come by another version of the map are refused', async () => {
  let version = 0;
  await using two = await openTwo(() => version);
  const [used, target] = two.timelines;
  await used.commit({ appends: [{ queues: [group], entry: entry(1) }] });
  const copy = new BucketCopy(bucketOf(group), two.source, two.target);
  await copy.pass();
  await target.raiseMapVersion(4);
  expect(String(await copy.finish().catch((error: unknown) => error))).toContain('EG004');
  expect(String(await two.target.drop(5).catch((error: unknown) => error))).toContain('EG004');
  version = 4;
  await copy.finish();
});
