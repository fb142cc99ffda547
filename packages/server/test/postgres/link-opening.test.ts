import { afterAll, beforeAll, expect, test } from 'bun:test';
import { freePort, PostgresServer, until, whyNoPostgres } from '@eagre/testkit';
import { hostsOf } from '../../src/timeline/postgres/link-hosts.ts';
import { linked, outcome, sql, withPostgres } from './linked.ts';

let server: PostgresServer;

beforeAll(async () => {
  if (whyNoPostgres() === undefined) server = await PostgresServer.start();
});
afterAll(() => server?.stop());

test('the hosts of a URL', () => {
  const urls = (url: string) => hostsOf(url).map((host) => host.url);
  expect(urls('postgres://u:p@a:1/d?x=1')).toEqual(['postgres://u:p@a:1/d?x=1']);
  expect(urls('postgresql://u:p@a:1,b,[::1]:3/d')).toEqual([
    'postgresql://u:p@a:1/d',
    'postgresql://u:p@b/d',
    'postgresql://u:p@[::1]:3/d',
  ]);
  expect(hostsOf('postgres://u:p@a:1,b/d').map(({ label }) => label)).toEqual(['a:1', 'b']);
});

test.each(['', 'a:1/d', 'mysql://a/d', 'postgres://a,,b/d', 'postgres://u:secret@a:port/d'])(
  '"%s" is no address, and its password stays secret',
  (url) => {
    expect(() => hostsOf(url)).toThrow(/is no address of a PostgreSQL server/);
    expect(() => hostsOf(url)).not.toThrow(/secret/);
  },
);

withPostgres('nobody there, a wrong password, a wrong database', async () => {
  const nobody = `postgres://postgres:secret@127.0.0.1:${await freePort()}/postgres`;
  expect(await outcome(linked(nobody))).toMatch(/^unavailable: .*ECONNREFUSED/);
  const wrong = `${server.url}_2`;
  expect(await outcome(linked(wrong))).toMatch(/^failed: .*"postgres_2" does not exist/);
  await server.sql(`CREATE USER strict PASSWORD 'right'`);
  const user = server.url.replace('postgres@', 'stranger:secret@');
  expect(await outcome(linked(user))).toMatch(/^failed: .*"stranger" does not exist/);
  for (const url of [nobody, user]) expect(await outcome(linked(url))).not.toContain('secret');
});

withPostgres('a server without free connections is away, not misconfigured', async () => {
  const settings = {
    max_connections: '5',
    superuser_reserved_connections: '0',
    max_wal_senders: '0',
  };
  await using small = await PostgresServer.start({ settings });
  const links = [];
  while (links.length < 5) links.push(await linked(small.url));
  expect(await outcome(linked(small.url))).toMatch(/^unavailable: .*53300/);
  // A reader that gets no connection is told so; the others go on.
  const [first] = links;
  expect(await outcome(first?.link.read(sql('SELECT 1')) ?? Promise.reject())).toMatch(
    /^unavailable: /,
  );
  await links[4]?.link.close();
  await until(
    async () => (await outcome(first?.link.read(sql('SELECT 1')) ?? Promise.reject())) === '[[1]]',
  );
  await Promise.all(links.map(({ link }) => link.close()));
});

withPostgres('opening gives up on a server that hangs', async () => {
  server.pause();
  try {
    const text = await outcome(linked(server.url, { postgresConnectMs: 100 }));
    expect(text).toMatch(/^unavailable: PostgreSQL did not answer within 100 ms \(connecting\)/);
  } finally {
    server.resume();
  }
});

withPostgres('one of two hosts hangs, or is not there', async () => {
  await using other = await PostgresServer.start();
  const both = server.url.replace('@', `@127.0.0.1:${other.port},`);
  other.pause();
  try {
    const startMs = performance.now();
    await using use = await linked(both, { postgresConnectMs: 30_000 });
    expect(performance.now() - startMs).toBeLessThan(10_000);
    expect(await use.link.write(sql("SELECT current_setting('port')"))).toEqual([
      [`${server.port}`],
    ]);
    expect(await use.link.read(sql("SELECT current_setting('port')"))).toEqual([
      [`${server.port}`],
    ]);
  } finally {
    other.resume();
  }
  await other.stop();
  await using use = await linked(both);
  expect(await use.link.write(sql('SELECT 1'))).toEqual([[1]]);
});
