import { expect } from 'bun:test';
import { realClock } from '@eagre/protocol';
import { PostgresServer, until } from '@eagre/testkit';
import { type Limits, limits } from '../../src/limits.ts';
import { type Host, hostsOf } from '../../src/timeline/postgres/link-hosts.ts';
import { openReader } from '../../src/timeline/postgres/link-readers.ts';
import { migrate } from '../../src/timeline/postgres/migrate.ts';
import { type Linked, linked, outcome, sql, withPostgres } from './linked.ts';

/** A link to a pair of servers, with the tables of a store and one of the test's own. */
async function store(url: string, changes: Partial<Limits> = {}): Promise<Linked> {
  const use = await linked(url, changes);
  await migrate(use.link, { nowMs: 1_000_000, report: () => {} });
  await use.link.checkFailover();
  await use.link.write(sql('CREATE TABLE IF NOT EXISTS sent (value int)'));
  return use;
}

const pairOf = (first: PostgresServer, second: PostgresServer) =>
  first.url.replace('@', `@127.0.0.1:${second.port},`);

/** A number that the store keeps of itself. */
async function meta({ link }: Linked, name: string): Promise<number> {
  const [row = []] = await link.write(sql(`SELECT value FROM eagre.meta WHERE name = '${name}'`));
  return Number(row[0]);
}
const epoch = (use: Linked) => meta(use, 'store_epoch');
const sent = async ({ link }: Linked) =>
  (await link.read(sql('SELECT value FROM sent ORDER BY 1'))).flat();
const send = ({ link }: Linked, value: number) =>
  link.write({ name: 'send', text: 'INSERT INTO sent VALUES ($1)' }, [value]);
const serving = (uses: readonly Linked[], server: PostgresServer) =>
  until(
    async () => {
      const port = "SELECT current_setting('port')::int";
      const calls = uses.flatMap(({ link }) => [link.write(sql(port)), link.read(sql(port))]);
      const ports = await Promise.all(calls.map(outcome));
      return ports.every((answer) => answer === `[[${server.port}]]`);
    },
    { timeoutMs: 30_000 },
  );

withPostgres('an asynchronous standby: what it lacks is lost, and the epoch is new', async () => {
  await using primary = await PostgresServer.start();
  await using first = await store(primary.url);
  const standby = await primary.standby();
  const url = pairOf(primary, standby);
  await using a = await linked(url);
  await using b = await linked(url);
  const before = await epoch(a);
  await send(a, 1);
  await until(async () => (await standby.sql('SELECT value FROM sent')) === '1');
  await standby.kill();
  await send(a, 2);
  // A crash of the server itself loses nothing.
  await primary.kill();
  await primary.restart();
  await serving([a, b], primary);
  expect(await sent(b)).toEqual([1, 2]);
  expect(await epoch(a)).toBe(before);
  await primary.kill();
  await standby.restart();
  await standby.promote();
  await serving([a, b], standby);
  expect(await sent(b)).toEqual([1]);
  expect(await epoch(a)).toBeGreaterThan(before);
  expect(await epoch(b)).toBe(await epoch(a));
  const told = [...a.reports, ...b.reports].filter((report) => report.startsWith('failover'));
  expect(told).toHaveLength(1);
  expect(told[0]).toContain('without a synchronous standby');
  // The next start finds nothing new.
  await using later = await linked(standby.url);
  expect(await epoch(later)).toBe(await epoch(a));
  expect(later.reports).toEqual([]);
  expect(first.link.state.state).toBe('down');

  // The old primary comes back and takes writes; those who know of the new one leave it alone.
  await primary.restart();
  await standby.restart();
  await serving([a, b], standby);
  await standby.kill();
  await until(() => a.states.some((s) => s.state === 'down' && s.reason.includes('another took')));
  expect(await outcome(send(a, 9))).toMatch(/^unavailable/);
});

withPostgres('a synchronous standby has everything, and the epoch stays', async () => {
  await using primary = await PostgresServer.start();
  await using first = await store(primary.url);
  const standby = await primary.standby({ synchronous: true });
  await using use = await linked(pairOf(primary, standby));
  await first.link.close();
  const before = await epoch(use);
  for (let value = 0; value < 20; value += 1) await send(use, value);
  await primary.kill();
  await standby.promote();
  await serving([use], standby);
  expect((await sent(use)).length).toBe(20);
  expect(await epoch(use)).toBe(before);
  expect(await meta(use, 'wal_timeline')).toBe(2);
  expect(use.reports.filter((report) => report.startsWith('failover'))).toEqual([]);
});

withPostgres(
  'what was synchronous an hour ago is not believed; one of many nodes finds it',
  async () => {
    await using primary = await PostgresServer.start();
    await using use = await store(primary.url, { postgresPulseMs: 60_000 });
    const before = await epoch(use);
    const standby = await primary.standby({ synchronous: true });
    await use.link.checkFailover();
    expect(await meta(use, 'wal_synchronous')).toBe(1);
    const anHourAgo = "UPDATE eagre.meta SET value = value - 3600 WHERE name = 'wal_seen'";
    await use.link.write(sql(anHourAgo));
    await primary.kill();
    await standby.promote();
    const nodes = await Promise.all(Array.from({ length: 8 }, () => linked(standby.url)));
    const epochs = await Promise.all(nodes.map(epoch));
    const reports = nodes.flatMap((node) => node.reports);
    await Promise.all(nodes.map(({ link }) => link.close()));
    expect(new Set(epochs).size).toBe(1);
    expect(epochs[0]).toBeGreaterThan(before);
    expect(reports).toHaveLength(1);
    expect(reports[0]).toMatch(/from a state of 36\d\d s ago/);
  },
);

withPostgres('the kind of replication', async () => {
  await using primary = await PostgresServer.start();
  await using use = await store(primary.url);
  const configure = async (setting: string) => {
    await primary.sql(`ALTER SYSTEM ${setting}`);
    await primary.sql('SELECT pg_reload_conf()');
  };
  const noted = (synchronous: number) =>
    until(async () => (await meta(use, 'wal_synchronous')) === synchronous);
  expect(await meta(use, 'wal_synchronous')).toBe(0);

  // A change is noted while the link is up.
  const standby = await primary.standby({ synchronous: true });
  await noted(1);
  await configure("SET synchronous_commit = 'local'");
  await noted(0);
  await configure('RESET synchronous_commit');
  await noted(1);

  // A commit that no standby has is not acknowledged.
  standby.pause();
  const call = outcome(use.link.write(sql('INSERT INTO sent VALUES (1)', 30_000)));
  const waiting = "FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
  await until(async () => (await primary.sql(`SELECT count(*) ${waiting}`)) === '1');
  await primary.sql(`SELECT pg_cancel_backend(pid) ${waiting}`);
  expect(await call).toBe('unavailable: PostgreSQL: no synchronous standby has the commit');
  standby.resume();
  await configure('RESET synchronous_standby_names');
  await noted(0);

  // A standby alone is no store.
  expect(await outcome(linked(standby.url))).toMatch(/^unavailable: .*is a standby/);

  // Of two that take writes the newer one is the primary, and is read.
  await standby.promote();
  await using late = await linked(pairOf(primary, standby));
  await serving([late], standby);
  const host = hostsOf(primary.url)[0] as Host;
  const reader = openReader({ host, walTimeline: 2, clock: realClock, limits });
  expect(await outcome(reader)).toMatch(/^unavailable: .*is not the server that takes writes/);
});
