import { afterAll, beforeAll, expect } from 'bun:test';
import { PostgresServer, until, whyNoPostgres } from '@eagre/testkit';
import { type Linked, linked, outcome, sql, withPostgres } from './linked.ts';

let server: PostgresServer;

beforeAll(async () => {
  if (whyNoPostgres() === undefined) server = await PostgresServer.start();
});
afterAll(() => server?.stop());

const isUp = ({ link }: Linked) => link.state.state === 'up';
const sleeping = ({ link }: Linked) =>
  [
    link.write(sql('SELECT pg_sleep(30)', 60_000)),
    link.read(sql('SELECT pg_sleep(30)', 60_000)),
  ].map(outcome);
/** Until the server works on so many statements. */
const atWork = (count: number) =>
  until(async () => {
    const text = `SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active'`;
    return Number(await server.sql(text)) === count;
  });

async function timed<T>(call: Promise<T>): Promise<{ value: T; ms: number }> {
  const startMs = performance.now();
  const value = await call;
  return { value, ms: performance.now() - startMs };
}

withPostgres('a crash of the server in the middle of statements', async () => {
  await using use = await linked(server.url);
  await use.link.read(sql('SELECT 1'));
  const underWay = sleeping(use);
  const behind = outcome(use.link.write(sql('SELECT 1')));
  await atWork(2);
  await server.kill();
  for (const call of [...underWay, behind]) expect(await call).toMatch(/^unavailable: PostgreSQL/);
  // Refused soon, and all together: nothing piles up.
  const calls = Array.from({ length: 60 }, (_, i) =>
    outcome(i % 2 === 0 ? use.link.read(sql('SELECT 1')) : use.link.write(sql('SELECT 1'))),
  );
  const { value, ms } = await timed(Promise.all(calls));
  expect(new Set(value)).toEqual(new Set(['unavailable: PostgreSQL: there is no connection']));
  expect(ms).toBeLessThan(3000);
  await server.restart();
  await until(() => isUp(use));
  expect(await use.link.write(sql('SELECT 2'))).toEqual([[2]]);
  expect(await use.link.read(sql('SELECT 3'))).toEqual([[3]]);
  expect(use.states.at(-1)).toEqual({ state: 'up' });
  const downs = use.states.filter(({ state }) => state === 'down');
  expect(downs.length).toBeGreaterThan(0);
  expect(use.reports).toHaveLength(1);
});

withPostgres('many outages in a row, at work and idle', async () => {
  await using use = await linked(server.url);
  for (let i = 0; i < 5; i += 1) {
    const calls = i % 2 === 0 ? [] : sleeping(use);
    if (calls.length > 0) await atWork(2);
    if (i < 3) await server.restart();
    else {
      await server.kill();
      await server.restart();
    }
    for (const call of calls) expect(await call).toMatch(/^unavailable: /);
    await until(async () => (await outcome(use.link.write(sql('SELECT 1')))) === '[[1]]');
    await until(async () => (await outcome(use.link.read(sql('SELECT 1')))) === '[[1]]');
  }
});

withPostgres('calls during a flicker wait for the connection, in their order', async () => {
  const url = await server.database();
  await using use = await linked(url, { postgresDownWaitMs: 5000, postgresPulseMs: 60_000 });
  await use.link.write(sql('CREATE TABLE log (no serial, text text)'));
  await server.sql(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${new URL(url).pathname.slice(1)}'`,
  );
  await until(() => use.states.some(({ state }) => state === 'down'));
  const order = Array.from({ length: 20 }, (_, i) => i);
  const calls = order.map((i) => use.link.write(sql(`INSERT INTO log (text) VALUES ('${i}')`)));
  const read = use.link.read(sql('SELECT 1'));
  await Promise.all([...calls, read]);
  const rows = await use.link.read(sql('SELECT text FROM log ORDER BY no'));
  expect(rows.flat()).toEqual(order.map(String));
});

withPostgres(
  'a server that hangs: calls end in their time, their connections are not used again',
  async () => {
    await using use = await linked(server.url, {
      postgresStatementMs: 400,
      postgresConnectMs: 400,
      postgresPulseMs: 60_000,
    });
    await use.link.read(sql('SELECT 1'));
    server.pause();
    try {
      const calls = [use.link.write(sql('SELECT 41')), use.link.read(sql('SELECT 42'))].map(
        outcome,
      );
      const { value, ms } = await timed(Promise.all(calls));
      for (const text of value)
        expect(text).toMatch(/^unavailable: PostgreSQL did not answer within 400 ms/);
      expect(ms).toBeLessThan(3000);
      expect((await timed(outcome(use.link.write(sql('SELECT 43'))))).ms).toBeLessThan(3000);
    } finally {
      server.resume();
    }
    await until(() => isUp(use));
    // The late answers of 41 to 43 went to nobody.
    expect(await use.link.write(sql('SELECT 44'))).toEqual([[44]]);
    expect(await use.link.read(sql('SELECT 45'))).toEqual([[45]]);
  },
);

withPostgres('reading connections end with the writing one, which may go elsewhere', async () => {
  await using use = await linked(server.url, { postgresReaders: 2, postgresPulseMs: 60_000 });
  const pids = async () => {
    const both = Array.from({ length: 2 }, () =>
      use.link.read(sql('SELECT pg_backend_pid() FROM pg_sleep(0.05)')),
    );
    return (await Promise.all(both)).flat(2);
  };
  const before = await pids();
  const [[writer] = []] = await use.link.write(sql('SELECT pg_backend_pid()'));
  const text = 'SELECT pg_backend_pid() FROM (SELECT pg_sleep(0.5)) AS pause';
  const underWay = use.link.read(sql(text));
  await server.sql(`SELECT pg_terminate_backend(${writer})`);
  await until(() => use.states.some(({ state }) => state === 'down') && isUp(use));
  const after = await pids();
  expect(before.includes((await underWay)[0]?.[0] ?? 0)).toBe(true);
  after.push(...(await pids()));
  expect(before.filter((pid) => after.includes(pid))).toEqual([]);
});

withPostgres('a server that hangs while nobody asks is found by the pulse', async () => {
  await using use = await linked(server.url, { postgresStatementMs: 400, postgresPulseMs: 50 });
  server.pause();
  try {
    await until(() => !isUp(use));
    expect(use.states.at(-1)).toMatchObject({ reason: expect.stringContaining('did not answer') });
  } finally {
    server.resume();
  }
  await until(() => isUp(use));
});

withPostgres('what was given up ends at the server too, with its locks', async () => {
  const url = await server.database();
  await server.sql('CREATE TABLE hot (id int)', new URL(url).pathname.slice(1));
  await using use = await linked(url, { postgresStatementMs: 400 });
  const text = 'LOCK TABLE hot; SELECT pg_sleep(60)';
  expect(await outcome(use.link.write(sql(text)))).toMatch(/^unavailable: .*within 400 ms/);
  await until(async () => (await outcome(use.link.write(sql('TABLE hot')))) === '[]');
});

withPostgres('a statement that an administrator cancels leaves the connection', async () => {
  await using use = await linked(server.url, { postgresPulseMs: 60_000 });
  const cancelled = outcome(use.link.write(sql('SELECT pg_sleep(30)', 60_000)));
  await atWork(1);
  await server.sql(
    `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'`,
  );
  expect(await cancelled).toMatch(/^unavailable: .*57014/);
  expect(await use.link.write(sql('SELECT 1'))).toEqual([[1]]);
  expect(use.states).toEqual([{ state: 'up' }]);
});

withPostgres('no room on the disk is told as such', async () => {
  await using use = await linked(server.url);
  const raise = `DO $$ BEGIN RAISE EXCEPTION 'no space left' USING ERRCODE = '53100'; END $$`;
  expect(await outcome(use.link.write(sql(raise)))).toMatch(/^full: no room/);
});

withPostgres('closing does not wait for a server that hangs', async () => {
  const limits = { postgresStatementMs: 400, postgresConnectMs: 400 };
  const { link } = await linked(server.url, limits);
  await link.read(sql('SELECT 1'));
  server.pause();
  try {
    const underWay = outcome(link.write(sql('SELECT 1')));
    expect((await timed(link.close())).ms).toBeLessThan(3000);
    expect(await underWay).toMatch(/^unavailable: /);
  } finally {
    server.resume();
  }
});
