import { afterAll, beforeAll, expect, test } from 'bun:test';
import { FakeClock, seedFromEnv, tempDir, testScale } from '@eagre/testkit';
import fc from 'fast-check';
import type { Committed } from './committed.ts';
import { contents, run, type Step, steps } from './conformance/equality-conformance.ts';
import type { OpenStore } from './conformance/subject-conformance.ts';
import { openIn, PostgresDatabases } from './postgres/test/postgres-databases.ts';
import { openMemoryTimeline } from './timeline-memory.ts';
import { openSqliteTimeline } from './timeline-sqlite.ts';

let databases: PostgresDatabases;

beforeAll(async () => {
  databases = await PostgresDatabases.start();
}, 60_000);

afterAll(() => databases[Symbol.asyncDispose](), 60_000);

const openMemory: OpenStore = async (options) => ({
  timeline: openMemoryTimeline(options),
  dispose: async () => {},
});

const openSqlite: OpenStore = async (options) => {
  const directory = tempDir();
  const limits = { cachedQueues: 2, trimSlice: 3 };
  const timeline = await openSqliteTimeline({ directory: directory.path, limits, ...options });
  return { timeline, dispose: async () => directory.remove() };
};

const openPostgres: OpenStore = async (options) => {
  const url = await databases.database();
  const timeline = await openIn(url, { ...options, limits: { cachedQueues: 2, trimSlice: 3 } });
  return { timeline, dispose: () => databases.giveBack(url) };
};

/** All that a store answers, tells its listener, and holds in the end. */
async function behaviour(open: OpenStore, asked: readonly Step[]) {
  const clock = new FakeClock();
  const told: Committed[] = [];
  const onCommitted = (entries: Committed[]) => void told.push(...structuredClone(entries));
  const { timeline, dispose } = await open({ clock, onCommitted });
  try {
    const answers = await run(timeline, clock, asked);
    return { answers, told, contents: await contents(timeline) };
  } finally {
    await timeline.close();
    await dispose();
  }
}

test.each([
  ['SQLite', openSqlite],
  ['PostgreSQL', openPostgres],
])(
  '%s answers and stores as the reference in memory does',
  async (_, open) => {
    await fc.assert(
      fc.asyncProperty(steps, async (asked) => {
        expect(await behaviour(open, asked)).toEqual(await behaviour(openMemory, asked));
      }),
      { seed: seedFromEnv(), numRuns: 25 * testScale() },
    );
  },
  120_000,
);
