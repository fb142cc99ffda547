import { afterAll, expect, test } from 'bun:test';
import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '@eagre/testkit';
import { nowMs } from '../../engine/now.ts';
import { TraceFeed } from './trace-feed.ts';

const directory = mkdtempSync(join(tmpdir(), 'eagre-feed-'));
afterAll(() => rmSync(directory, { recursive: true }));

const rows = Array.from({ length: 20_000 }, (_, i) => [i * 10, `a${(i * i) % 37}`] as const);
const file = join(directory, 'trace.csv');
writeFileSync(
  file,
  ['offsetMs,author,bytes', ...rows.map((row) => `${row.join()},${9}`)].join('\n'),
);
const part = { file, fromMs: 100_000, toMs: 100_500, speed: 5 };

function loadWith(signal = new AbortController().signal) {
  return { signal, progress: () => {} };
}

async function fed(share: number, of: number) {
  const feed = new TraceFeed(loadWith(), part);
  await feed.ready();
  const startMs = nowMs() + 20;
  const got: { offsetMs: number; author: number; dueMs: number; atMs: number }[] = [];
  await feed.run(
    startMs,
    (author) => author % of === share,
    ({ offsetMs }, author, dueMs) =>
      got.push({ offsetMs, author, dueMs: dueMs - startMs, atMs: nowMs() - startMs }),
  );
  return got;
}

test('each row of the part is done at its time, never before', async () => {
  const got = await fed(0, 1);
  expect(got.map(({ offsetMs }) => offsetMs)).toEqual(
    Array.from({ length: 51 }, (_, i) => 100_000 + i * 10),
  );
  for (const { offsetMs, dueMs, atMs } of got) {
    expect(dueMs).toBeCloseTo((offsetMs - 100_000) / 5, 1);
    expect(atMs).toBeGreaterThanOrEqual(dueMs);
  }
});

test('processes share the authors, who have the same numbers in all', async () => {
  const all = await fed(0, 1);
  const shares = (await Promise.all([fed(0, 3), fed(1, 3), fed(2, 3)])).flat();
  const named = (list: typeof all) =>
    list.map(({ offsetMs, author }) => `${offsetMs} ${author}`).sort();
  expect(named(shares)).toEqual(named(all));
  const authors = new Set(all.map(({ author }) => author));
  expect(Math.max(...authors)).toBe(authors.size - 1);
});

test('ends at once when the run shall end', async () => {
  const ending = new AbortController();
  const feed = new TraceFeed(loadWith(ending.signal), { ...part, speed: 0.001 });
  await feed.ready();
  let done = 0;
  const run = feed.run(
    nowMs(),
    () => true,
    () => {
      done += 1;
    },
  );
  ending.abort();
  await run;
  expect(done).toBeLessThanOrEqual(1);
});

test('the file is closed when the part is over, long before its end', async () => {
  await fed(0, 1);
  await until(() => !openFiles().includes(file));
});

function openFiles(): string[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return [];
    }
  });
}
