import { afterAll, beforeAll } from 'bun:test';
import type { OpenStore } from './conformance/subject-conformance.ts';
import { openIn, PostgresDatabases } from './postgres/test/postgres-databases.ts';
import { runTimelineConformance } from './timeline-conformance.ts';

let databases: PostgresDatabases;

beforeAll(async () => {
  databases = await PostgresDatabases.start();
}, 60_000);

afterAll(() => databases[Symbol.asyncDispose](), 60_000);

const open: OpenStore = async (options) => {
  const url = await databases.database();
  return { timeline: await openIn(url, options), dispose: () => databases.giveBack(url) };
};

/** Wherever the suite says `reopen`, nothing but the database is left. */
const openReopening: OpenStore = async (options) => {
  const url = await databases.database();
  // Small, so that the writer forgets queues and trims in several slices.
  const limits = { cachedQueues: 2, trimSlice: 700, batchMaxEntries: 100 };
  let timeline = await openIn(url, { ...options, limits });
  return {
    timeline,
    async reopen() {
      await timeline.close();
      timeline = await openIn(url, { ...options, limits });
      return timeline;
    },
    dispose: () => databases.giveBack(url),
  };
};

runTimelineConformance('PostgreSQL', open);
runTimelineConformance('PostgreSQL, reopened', openReopening);
