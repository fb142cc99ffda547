import { afterAll, beforeAll, expect, test } from 'bun:test';
import { realClock } from '@eagre/protocol';
import { FakeClock, until } from '@eagre/testkit';
import type { QueueKey } from '../../keys.ts';
import { entry, group, inboxOf, keyOfUser, other } from '../conformance/subject-conformance.ts';
import { outboxKey } from '../sharded/buckets.ts';
import { StoreOpenError } from '../sqlite/store-open-error.ts';
import type { Timeline } from '../timeline.ts';
import { openPostgresTimeline } from '../timeline-postgres.ts';
import { openIn, PostgresDatabases } from './test/postgres-databases.ts';

const dayMs = 24 * 3_600_000;

let databases: PostgresDatabases;

beforeAll(async () => {
  databases = await PostgresDatabases.start();
}, 60_000);

afterAll(() => databases[Symbol.asyncDispose](), 60_000);

function sql(url: string, statement: string): Promise<string> {
  return databases.server.sql(statement, new URL(url).pathname.slice(1));
}

function append(timeline: Timeline, text: string, queue: QueueKey = group) {
  return timeline.commit({ appends: [{ queues: [queue], entry: entry(text) }] });
}

function refusal(url: string): Promise<unknown> {
  return openPostgresTimeline({ url, clock: realClock }).catch((error: unknown) => error);
}

test('five nodes start at once on an empty database: all come up, with one epoch', async () => {
  const url = await databases.server.database();
  const nodes = await Promise.all(
    Array.from({ length: 5 }, () => openPostgresTimeline({ url, clock: realClock })),
  );
  await Promise.all(nodes.map((node, n) => append(node, `${n}`)));
  const heads = await Promise.all(nodes.map((node) => node.heads([group, other])));
  expect(heads).toEqual(nodes.map(() => heads[0] as never));
  expect(heads[0]).toMatchObject([{ head: 5 }, { head: 0, epoch: Number(heads[0]?.[0]?.epoch) }]);
  await Promise.all(nodes.map((node) => node.close()));
});

test('a newer schema and a schema of others are refused and left alone', async () => {
  const url = await databases.database();
  await sql(url, `UPDATE eagre.meta SET value = 99 WHERE name = 'schema_version'`);
  expect(await refusal(url)).toMatchObject({ name: 'StoreOpenError', code: 'newer_schema' });

  const foreign = await databases.server.database();
  await sql(foreign, 'CREATE SCHEMA eagre CREATE TABLE eagre.things (id int)');
  expect(await refusal(foreign)).toMatchObject({ name: 'StoreOpenError', code: 'not_a_store' });
  expect(
    await sql(foreign, `SELECT relname FROM pg_class WHERE relnamespace = 'eagre'::regnamespace`),
  ).toBe('things');
});

test('a database of another encoding is refused; a server that does not sync is told of', async () => {
  const { server } = databases;
  await server.sql(
    `CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LOCALE_PROVIDER libc LOCALE 'C'`,
  );
  const latin = new URL(server.url);
  latin.pathname = '/latin';
  expect(await refusal(latin.href)).toMatchObject({ name: 'StoreOpenError', code: 'failed' });

  const told: unknown[] = [];
  const url = await databases.database();
  const report = (error: unknown) => void told.push(String(error));
  await (await openIn(url, { clock: new FakeClock(), report })).close();
  expect(told).toEqual([expect.stringContaining('fsync')]);
});

test('a commit waits for the disk whatever the database says', async () => {
  const url = await databases.database();
  const empty = Array.from({ length: 24 }, () => `'{}'`).join();
  const answer = await sql(
    url,
    `SET LOCAL synchronous_commit = off; SELECT eagre.commit_1(NULL, ${empty}); SHOW synchronous_commit`,
  );
  expect(answer.split('\n').at(-1)).toBe('on');
});

test('keys of two days ago count no more and are removed; nodes turn the day together', async () => {
  const url = await databases.database();
  const clocks = [new FakeClock(), new FakeClock()] as const;
  const [first, second] = await Promise.all([
    openIn(url, { clock: clocks[0] }),
    openIn(url, { clock: clocks[1] }),
  ]);
  const send = async (node: Timeline, clientId: string) => {
    const once = { sender: keyOfUser('ann'), clientId, at: 1 };
    const { outcome } = await node.commit({
      once,
      appends: [{ queues: [group], entry: entry(1) }],
    });
    return outcome;
  };
  const stored = () => sql(url, 'SELECT count(*) FROM eagre.once');
  await send(first, 'a');
  await clocks[0].advance(dayMs);
  expect(await send(first, 'b')).toBe('committed');
  // Its clock is a day behind.
  expect(await send(second, 'c')).toBe('committed');
  expect([await send(second, 'a'), await send(first, 'c')]).toEqual(['duplicate', 'duplicate']);
  await clocks[0].advance(dayMs);
  expect(await send(first, 'a')).toBe('committed');
  expect(await send(second, 'b')).toBe('duplicate');
  await clocks[0].advance(dayMs);
  expect(await send(first, 'd')).toBe('committed');
  // Of the second day, whose table is the next one's.
  await until(async () => (await stored()) === '2', { what: 'old keys to be removed' });
  await Promise.all([first.close(), second.close()]);
});

test('a new epoch is greater than all before, for queues that are there and for those to come', async () => {
  const url = await databases.database();
  const timeline = await openIn(url, { clock: new FakeClock() });
  await append(timeline, 'before');
  const epochs = async () =>
    (await timeline.heads([group, other])).map(({ epoch, head }) => [epoch, head]);
  const [before] = (await epochs())[0] as [number, number];
  const renewed = Number(await sql(url, 'SELECT eagre.renew_epoch_1(5)'));
  expect(renewed).toBe(before + 1);
  expect(await epochs()).toEqual([
    [renewed, 1],
    [renewed, 0],
  ]);
  expect(await append(timeline, 'after')).toMatchObject({
    placed: [{ syncIds: [2], epochs: [renewed] }],
  });
  expect(await timeline.memberships(keyOfUser('ann'))).toEqual([]);
  const far = Number(await sql(url, 'SELECT eagre.renew_epoch_1(9000000000)'));
  expect(await append(timeline, 'new', other)).toMatchObject({ placed: [{ epochs: [far] }] });
  expect(await timeline.queues('', 9)).toMatchObject([{ epoch: far }, { epoch: far }]);
  await timeline.close();
});

test('outboxes with entries are listed, until they are cleared', async () => {
  const url = await databases.database();
  const timeline = await openIn(url, { clock: new FakeClock(), limits: { trimSlice: 2 } });
  const outboxes = ['a', 'b', 'c'].map((server) => outboxKey(group, server));
  const [a, b, c] = outboxes as [QueueKey, QueueKey, QueueKey];
  await Promise.all(
    [group, inboxOf('ann'), ...outboxes].map((queue) => append(timeline, '1', queue)),
  );
  for (let n = 2; n <= 7; n += 1) await append(timeline, `${n}`, b);
  const listed = async (after = '', limit = 9) =>
    (await timeline.pending(after, limit)).map(({ queue, low, head }) => [queue, low, head]);
  expect(await listed()).toEqual([
    [a, 0, 1],
    [b, 0, 7],
    [c, 0, 1],
  ]);
  expect(await listed(a, 1)).toEqual([[b, 0, 7]]);
  await timeline.clear([
    { outbox: c, upTo: 1 },
    { outbox: b, upTo: 5 },
  ]);
  expect(await listed()).toEqual([
    [a, 0, 1],
    [b, 5, 7],
  ]);
  await timeline.trim(b, 7);
  expect(await sql(url, 'SELECT count(*) FROM eagre.outbox')).toBe('1');
  await append(timeline, 'again', c);
  expect(await listed()).toEqual([
    [a, 0, 1],
    [c, 1, 2],
  ]);
  await timeline.close();
});

test('a backup is refused, and told how it is made instead', async () => {
  const timeline = await openIn(await databases.database(), { clock: new FakeClock() });
  const error = await timeline.backup('/nowhere').catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(StoreOpenError);
  expect(String(error)).toContain('docs/operations.md');
  await timeline.close();
});
