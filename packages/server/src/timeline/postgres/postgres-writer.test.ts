import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'bun:test';
import { FakeClock } from '@eagre/testkit';
import {
  ann,
  conversation,
  entry,
  group,
  inboxOf,
  keyOfUser,
  member,
  other,
} from '../conformance/subject-conformance.ts';
import { StaleMapError } from '../sharded/stale-map-error.ts';
import type { Commit } from '../timeline.ts';
import type { PostgresTimeline } from '../timeline-postgres.ts';
import { openIn, PostgresDatabases } from './test/postgres-databases.ts';

let databases: PostgresDatabases;
let url: string;
let timeline: PostgresTimeline;
let mapVersion: number;

beforeAll(async () => {
  databases = await PostgresDatabases.start();
}, 60_000);

afterAll(() => databases[Symbol.asyncDispose](), 60_000);

beforeEach(async () => {
  url = await databases.database();
  mapVersion = 0;
  // Several batches, one sent behind the other.
  const limits = { batchMaxEntries: 24, batchEntries: 8 };
  timeline = await openIn(url, { clock: new FakeClock(), limits, mapVersion: () => mapVersion });
});

afterEach(async () => {
  await timeline.close();
  await databases.giveBack(url);
});

function sql(statement: string): Promise<string> {
  return databases.server.sql(statement, new URL(url).pathname.slice(1));
}

function append(text: string, part: Partial<Commit> = {}): Commit {
  return { appends: [{ queues: [group, other], entry: entry(text) }], ...part };
}

async function stored(): Promise<string[]> {
  const [range] = await timeline.ranges([{ queue: group, after: 0, limit: 1e4, bytes: 1e9 }]);
  return range?.entries ?? [];
}

test.each<[string, Partial<Commit>]>([
  [
    'a text that the server cannot hold',
    { once: { sender: keyOfUser('ann'), clientId: 'zero\0', at: 1 } },
  ],
  ['a null where there must be none', { writes: [member(null as never), conversation()] }],
  ['a member of what is not there', { writes: [member(ann, inboxOf('x') as typeof group)] }],
  ['a value of another kind', { writes: [conversation('lobby', { open: 'perhaps' as never })] }],
])('%s fails alone; its neighbours are placed in order, without a hole', async (_, bad) => {
  const texts = Array.from({ length: 50 }, (_one, n) => `${n}`);
  const commits: Promise<PromiseSettledResult<unknown>[]>[] = [];
  for (const [n, text] of texts.entries()) {
    const commit = timeline.commit(append(text, n === 7 || n === 33 ? bad : {}));
    commits.push(Promise.allSettled([commit]));
    // The batch so far is on its way when the next one is sent behind it.
    if (n % 12 === 11) await new Promise(setImmediate);
  }
  const outcomes = (await Promise.all(commits)).flat();
  const failed = outcomes.flatMap((one, n) => (one.status === 'rejected' ? [n] : []));
  expect(failed).toEqual([7, 33]);
  expect(outcomes[7]).toMatchObject({ reason: { name: 'InvalidCommitError' } });
  const kept = texts.filter((_one, n) => !failed.includes(n));
  expect(await stored()).toEqual(kept.map(entry));
  expect(timeline.stats()).toMatchObject({ commits: 48, rows: 96, pending: 0 });
  expect(await sql('SELECT count(*) FROM eagre.once')).toBe('0');
});

test('a queue that was taken away is made again; a batch that names it is not lost', async () => {
  await timeline.commit(append('before'));
  await sql('DELETE FROM eagre.queue; DELETE FROM eagre.entry');
  expect(await timeline.commit(append('after'))).toMatchObject({ placed: [{ syncIds: [1, 1] }] });
  expect(await stored()).toEqual([entry('after')]);
});

test('a batch that was routed by another map than the server’s is refused as a whole', async () => {
  const outcome = (text: string) =>
    timeline.commit(append(text)).then(
      (result) => result.outcome,
      (error: unknown) => error,
    );
  expect(await outcome('of no map')).toBe('committed');
  await timeline.raiseMapVersion(3);
  expect(await timeline.storedMapVersion()).toBe(3);
  const refused = await Promise.all(['a', 'b'].map(outcome));
  expect(refused).toEqual([expect.any(StaleMapError), expect.any(StaleMapError)]);
  expect(refused[0]).toMatchObject({ code: 'unavailable', version: 3 });
  mapVersion = 3;
  expect(await outcome('of the map')).toBe('committed');
  await timeline.raiseMapVersion(2);
  expect(await timeline.storedMapVersion()).toBe(3);
  expect(await stored()).toEqual([entry('of no map'), entry('of the map')]);
});
