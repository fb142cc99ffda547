import { afterAll, beforeAll, expect, test } from 'bun:test';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { postgresProgram, whyNoPostgres } from './postgres-programs.ts';
import { PostgresServer } from './postgres-server.ts';
import { ChildProcess } from './process.ts';
import { until } from './until.ts';

/** Starting, copying and recovering a server take long on a busy machine. */
const slowMs = 60_000;

function needsPostgres(name: string, run: () => Promise<void>): void {
  test.skipIf(whyNoPostgres() !== undefined)(name, run, slowMs);
}

let server: PostgresServer;

beforeAll(async () => {
  if (whyNoPostgres() === undefined) server = await PostgresServer.start();
});
afterAll(() => server?.stop());

const databaseOf = (url: string) => new URL(url).pathname.slice(1);

needsPostgres('every database is a new one', async () => {
  const first = databaseOf(await server.database());
  await server.sql('CREATE TABLE mark (value int)', first);
  const second = databaseOf(await server.database());
  expect(await server.sql('SELECT to_regclass($$mark$$)', second)).toBe('');
  const copy = databaseOf(await server.database(first));
  expect(await server.sql('SELECT to_regclass($$mark$$)', copy)).toBe('mark');
});

needsPostgres('it syncs its commits and takes settings', async () => {
  expect(await server.sql('SHOW fsync')).toBe('on');
  await using other = await PostgresServer.start({ settings: { work_mem: '5MB', port: '1' } });
  expect(await other.sql('SHOW work_mem')).toBe('5MB');
  expect(other.url).not.toBe(server.url);
});

needsPostgres('after a kill the data are there, on the same port', async () => {
  await server.sql('CREATE TABLE kept AS SELECT 7 AS value');
  const { url } = server;
  await server.kill();
  await expect(server.sql('SELECT 1')).rejects.toThrow(/refused/);
  await server.restart();
  expect(server.url).toBe(url);
  expect(await server.sql('SELECT value FROM kept')).toBe('7');
});

needsPostgres('nobody is answered while the server is paused, and everybody then', async () => {
  const psql = [postgresProgram('psql'), '-X', '-A', '-t', '-q', '-d', server.url];
  await using session = ChildProcess.start(psql);
  session.writeLine("SELECT 'ready';");
  await session.waitForLine(/ready/, slowMs);
  server.pause();
  let newcomer = '';
  session.writeLine("SELECT 'late';");
  const asked = server.sql("SELECT 'new'").then((answer) => {
    newcomer = answer;
  });
  await Bun.sleep(200);
  expect([session.output, newcomer]).toEqual(['ready', '']);
  server.resume();
  await session.waitForLine(/late/, slowMs);
  await asked;
  expect(newcomer).toBe('new');
});

needsPostgres('a synchronous standby has what was committed and takes over', async () => {
  await using primary = await PostgresServer.start();
  const standby = await primary.standby({ synchronous: true });
  await primary.sql('CREATE TABLE kept AS SELECT 8 AS value');
  await expect(standby.sql('CREATE TABLE other ()')).rejects.toThrow(/read-only/);
  await primary.kill();
  await standby.promote();
  expect(await standby.sql('SELECT value FROM kept')).toBe('8');
  await standby.sql('CREATE TABLE other ()');
});

needsPostgres('a server that refuses to start says why', async () => {
  const started = PostgresServer.start({ settings: { shared_buffers: 'a lot' } });
  await expect(started).rejects.toThrow(/invalid value for parameter "shared_buffers"/);
});

/** Command lines of all processes of this machine. */
const commandLines = () =>
  readdirSync('/proc')
    .filter((name) => Number(name) > 0)
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
      } catch {
        return '';
      }
    });

test.skipIf(whyNoPostgres() !== undefined || process.platform !== 'linux')(
  'nothing is left when the process that started it is killed, even while it is paused',
  async () => {
    await using child = ChildProcess.start([
      process.execPath,
      '-e',
      `const { PostgresServer } = await import(${JSON.stringify(`${import.meta.dir}/postgres-server.ts`)});
       const server = await PostgresServer.start();
       console.log('data in', await server.sql('SHOW data_directory'));
       server.pause();
       console.log('paused');
       setInterval(() => {}, 1000);`,
    ]);
    const [, data = ''] = await child.waitForLine(/data in (.*)/);
    await child.waitForLine(/paused/);
    const mark = data.split('/').at(-2) ?? '';
    const left = () => commandLines().filter((command) => command.includes(mark)).length;
    expect(left()).toBeGreaterThan(3);
    await child.kill();
    await until(() => left() === 0 && !existsSync(data), { what: `the end of ${mark}` });
  },
  slowMs,
);
