import { expect } from 'bun:test';
import { realClock } from '@eagre/protocol';
import { PostgresServer, postgresProgram } from '@eagre/testkit';
import { renewEpoch } from '../../src/timeline/postgres/renew-epoch.ts';
import { openPostgresTimeline } from '../../src/timeline/timeline-postgres.ts';
import { linked, outcome, withPostgres } from './linked.ts';

/** What a node finds that starts: the epoch of new queues, and what it says of failovers. */
async function start(url: string): Promise<[epoch: number, told: string[]]> {
  const told: string[] = [];
  const report = (error: unknown, what: string) => void told.push(`${what}: ${error}`);
  const timeline = await openPostgresTimeline({ url, clock: realClock, report });
  await timeline.close();
  await using use = await linked(url);
  const text = `SELECT value FROM eagre.meta WHERE name = 'store_epoch'`;
  const [row = []] = await use.link.write({ name: '', text });
  return [Number(row[0]), told];
}

/** As `pg_dump` prints it. */
function dumpOf(url: string): string {
  const run = Bun.spawnSync([postgresProgram('pg_dump'), '-d', url]);
  expect(run.stderr.toString()).toBe('');
  return run.stdout.toString();
}

function restore(dump: string, url: string): void {
  const command = [postgresProgram('psql'), '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', url];
  const run = Bun.spawnSync(command, { stdin: Buffer.from(dump) });
  expect(run.stderr.toString()).toBe('');
}

const nameOf = (url: string) => new URL(url).pathname.slice(1);

withPostgres('a dump in another server or database begins a new epoch, once', async () => {
  await using server = await PostgresServer.start();
  await using other = await PostgresServer.start();
  const url = await server.database();
  const [before, told] = await start(url);
  expect(told).toEqual([]);
  // Both are on the first WAL timeline, as every server is that was never promoted.
  const copies = [await other.database(), await server.database()];
  for (const copy of copies) {
    restore(dumpOf(url), copy);
    const [epoch, news] = await start(copy);
    expect(epoch).toBeGreaterThan(before);
    expect(news).toEqual([expect.stringMatching(/^failover: .*epoch \d+ begins: .* from a dump/)]);
    expect(await start(copy)).toEqual([epoch, []]);
  }
  // Dropped and restored where it was.
  const dump = dumpOf(url);
  await server.sql('DROP SCHEMA eagre CASCADE', nameOf(url));
  restore(dump, url);
  expect((await start(url))[0]).toBeGreaterThan(before);
});

withPostgres('the same tables in the same place of another server are others', async () => {
  await using server = await PostgresServer.start();
  await using other = await PostgresServer.start();
  const urls = [await server.database(), await other.database()] as const;
  await start(urls[0]);
  const [before] = await start(urls[1]);
  const home = `SELECT value FROM eagre.meta WHERE name = 'home'`;
  const copied = await server.sql(home, nameOf(urls[0]));
  await other.sql(`UPDATE eagre.meta SET value = ${copied} WHERE name = 'home'`, nameOf(urls[1]));
  expect((await start(urls[1]))[0]).toBeGreaterThan(before);
});

withPostgres(
  'a copy by CREATE DATABASE begins one; a crash, a restart, VACUUM FULL do not',
  async () => {
    await using server = await PostgresServer.start();
    const url = await server.database();
    const name = nameOf(url);
    const [before] = await start(url);
    await server.kill();
    await server.restart();
    await server.sql('VACUUM FULL', name);
    expect(await start(url)).toEqual([before, []]);
    expect((await start(await server.database(name)))[0]).toBeGreaterThan(before);
  },
);

withPostgres('an operator begins one by hand, each time a greater one', async () => {
  await using server = await PostgresServer.start();
  const url = await server.database();
  await using use = await linked(url);
  expect(await outcome(renewEpoch(use.link, 5000))).toBe(
    'not_a_store: this database holds no store of Eagre',
  );
  const [before] = await start(url);
  expect(await renewEpoch(use.link, 5000)).toBe(before + 1);
  expect(await renewEpoch(use.link, 5000)).toBe(before + 2);
  expect((await start(url))[0]).toBe(before + 2);
});
