import { afterAll, beforeAll, expect } from 'bun:test';
import { PostgresServer, until, whyNoPostgres } from '@eagre/testkit';
import { linked, outcome, sql, withPostgres } from './linked.ts';

let server: PostgresServer;

beforeAll(async () => {
  if (whyNoPostgres() === undefined) server = await PostgresServer.start();
});
afterAll(() => server?.stop());

withPostgres('values go there and come back', async () => {
  await using use = await linked(server.url);
  const all = {
    name: 'all',
    text: 'SELECT $1::text[], $2::bigint, $3::bigint[], $4::text, $5::bool',
  };
  const texts = ['', '双十一 🧧', 'q"u\\o,t{e} \' \n', 'NULL', null];
  const row = [texts, 2 ** 52, [1, -(2 ** 45)], 'null', true];
  expect(await use.link.read(all, row)).toEqual([row]);
  // Once more: prepared by now.
  expect(await use.link.read(all, row)).toEqual([row]);
  expect(await use.link.write(sql('SELECT NULL, $1::jsonb'), ['{"a": 1}'])).toEqual([
    [null, '{"a": 1}'],
  ]);
});

withPostgres('large texts and many rows', async () => {
  await using use = await linked(server.url);
  const large = '界🎁"\\'.repeat(100_000);
  const echo = sql('SELECT * FROM unnest($1::text[]) AS t');
  expect((await use.link.write(echo, [[large, 'x']]))[0]?.[0] === large).toBe(true);
  const many = Array.from({ length: 1000 }, (_, i) => `row ${i}`);
  expect(await use.link.read(echo, [many])).toEqual(many.map((text) => [text]));
});

withPostgres('writes take effect in call order, reads do not write', async () => {
  const url = await server.database();
  await using use = await linked(url);
  await use.link.write(sql('CREATE TABLE log (no serial, text text)'));
  const calls = Array.from({ length: 50 }, (_, i) =>
    use.link.write({ name: 'add', text: 'INSERT INTO log (text) VALUES ($1)' }, [`${i}`]),
  );
  await Promise.all(calls);
  const rows = await use.link.read(sql('SELECT text FROM log ORDER BY no'));
  expect(rows.flat()).toEqual(calls.map((_, i) => `${i}`));
  expect(await outcome(use.link.read(sql('DELETE FROM log')))).toMatch(/^unavailable: .*read-only/);
  expect(await use.link.read(sql('SELECT count(*) FROM log'))).toEqual([[50]]);
});

withPostgres('what the server refuses keeps its code, and the connection', async () => {
  await using use = await linked(await server.database());
  const { link } = use;
  await link.write(sql('CREATE TABLE one (id int CONSTRAINT only_one PRIMARY KEY)'));
  await link.write(sql('INSERT INTO one VALUES (1)'));
  const refused = await link.write(sql('INSERT INTO one VALUES (1)')).catch((error) => error);
  expect(refused).toMatchObject({ name: 'PostgresFault', code: '23505', constraint: 'only_one' });
  expect(await outcome(link.read(sql('SELEC 1')))).toMatch(/^42601: syntax error/);
  expect(await outcome(link.write(sql('SELECT $1::text'), ['\0']))).toMatch(/^22021: /);
  expect(await link.write(sql('SELECT 1'))).toEqual([[1]]);
  expect(use.states).toEqual([{ state: 'up' }]);
});

withPostgres('a transaction holds what it holds, or nothing', async () => {
  await using use = await linked(await server.database());
  const { link } = use;
  await link.write(sql('CREATE TABLE kept (value int)'));
  const insert = (value: number) => sql(`INSERT INTO kept VALUES (${value})`);
  await link.transaction(async (run) => {
    await run(insert(1));
    await run(insert(2));
  });
  const failing = link.transaction(async (run) => {
    await run(insert(3));
    throw new RangeError('changed my mind');
  });
  await expect(failing).rejects.toBeInstanceOf(RangeError);
  const careless = link.transaction(async (run) => {
    await run(insert(4));
    await run(sql('SELECT 1 / 0')).catch(() => undefined);
  });
  expect(await outcome(careless)).toMatch(/^22012: /);
  expect(await link.write(sql('SELECT value FROM kept ORDER BY 1'))).toEqual([[1], [2]]);
});

withPostgres('a transaction and a write after it do not mix', async () => {
  await using use = await linked(await server.database());
  const order: string[] = [];
  const first = use.link.transaction(async (run) => {
    await run(sql('SELECT pg_sleep(0.05)'));
    order.push('transaction');
  });
  const second = use.link.write(sql('SELECT 1')).then(() => order.push('write'));
  await Promise.all([first, second]);
  expect(order).toEqual(['transaction', 'write']);
});

withPostgres('who had to give way to another transaction is tried once more', async () => {
  await using use = await linked(await server.database());
  const { link } = use;
  await link.write(sql('CREATE SEQUENCE tries'));
  await link.write(sql('CREATE TABLE kept (try int)'));
  // A sequence counts on when its transaction is rolled back.
  const upTo = (last: number) =>
    sql(`DO $$ BEGIN INSERT INTO kept VALUES (nextval('tries')); IF currval('tries') <= ${last}
      THEN RAISE EXCEPTION 'deadlock detected' USING ERRCODE = '40P01'; END IF; END $$`);
  await link.write(upTo(1));
  await link.transaction((run) => run(upTo(3)));
  expect(await link.read(sql('SELECT try FROM kept'))).toEqual([[2], [4]]);
  expect(await outcome(link.write(upTo(99)))).toMatch(/^unavailable: .*40P01/);
  expect(await link.write(sql("SELECT nextval('tries')"))).toEqual([[7]]);
});

withPostgres('more readers than connections wait, too many and too long do not', async () => {
  await using use = await linked(server.url, {
    postgresReaders: 2,
    postgresReadsWaiting: 3,
    postgresReadWaitMs: 300,
  });
  const sleep = (seconds: number) => use.link.read(sql(`SELECT pg_sleep(${seconds})`));
  await Promise.all([sleep(0.01), sleep(0.01), sleep(0.01), sleep(0.01), sleep(0.01)]);
  const long = [sleep(0.8), sleep(0.8)];
  const waiting = [sleep(0), sleep(0), sleep(0)].map(outcome);
  expect(await outcome(sleep(0))).toBe('overloaded: 3 reads wait for PostgreSQL');
  for (const late of await Promise.all(waiting)) expect(late).toMatch(/^overloaded: all reading/);
  // The writing connection is not theirs.
  expect(await use.link.write(sql('SELECT 1'))).toEqual([[1]]);
  await Promise.all(long);
  expect(await outcome(sleep(0))).toBe('[[""]]');
});

withPostgres('too many writes are refused', async () => {
  await using use = await linked(server.url, { postgresWritesWaiting: 2, postgresPulseMs: 60_000 });
  const write = (text: string) => use.link.write(sql(text));
  const accepted = [write('SELECT pg_sleep(0.05)'), write('SELECT 1'), write('SELECT 2')];
  expect(await outcome(write('SELECT 3'))).toMatch(/^overloaded: 2 writes wait/);
  await Promise.all(accepted);
  expect(await write('SELECT 4')).toEqual([[4]]);
});

withPostgres('closing finishes what was accepted and leaves no connection', async () => {
  const url = await server.database();
  const { link } = await linked(url);
  const accepted = [
    link.write(sql('SELECT pg_sleep(0.05)')),
    link.write(sql('SELECT 1')),
    link.read(sql('SELECT pg_sleep(0.05)')),
  ];
  await link.close();
  await Promise.all(accepted);
  const refused = [link.read(sql('SELECT 1')), link.write(sql('SELECT 1'))].map(outcome);
  expect(await Promise.all(refused)).toEqual(Array(2).fill('closed: the store is closed'));
  const name = new URL(url).pathname.slice(1);
  const left = `SELECT count(*) FROM pg_stat_activity WHERE datname = '${name}'`;
  await until(async () => (await server.sql(left)) === '0');
});
