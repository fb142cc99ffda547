import { expect } from 'bun:test';
import { FakeClock, PostgresServer } from '@eagre/testkit';
import { renewEpochCommand } from '../../src/cli/renew-epoch.ts';
import { runCli } from '../../src/cli/run-cli.ts';
import { openIn } from '../../src/timeline/postgres/test/postgres-databases.ts';
import { withPostgres } from '../postgres/linked.ts';

interface Run {
  code: number;
  output: string;
  errors: string;
}

async function renew(...flags: readonly string[]): Promise<Run> {
  const output: string[] = [];
  const errors: string[] = [];
  const code = await runCli({
    args: ['renew-epoch', ...flags],
    environment: { EAGRE_NATS: '', EAGRE_POSTGRES: '' },
    commands: { 'renew-epoch': renewEpochCommand(new FakeClock()) },
    print: (text) => output.push(text),
    printError: (text) => errors.push(text),
  });
  return { code, output: output.join('\n'), errors: errors.join('\n') };
}

const inCluster = (postgres: string) =>
  renew('--cluster', '--node=n1', `--postgres=${postgres}`, '--nats=nats://127.0.0.1:1');

withPostgres('all servers of the store begin an epoch', async () => {
  await using server = await PostgresServer.start();
  const urls = [await server.database(), await server.database()] as const;
  for (const url of urls) await (await openIn(url, { clock: new FakeClock() })).close();
  const made = Number(
    await server.sql("SELECT value FROM eagre.meta WHERE name = 'store_epoch'", 'test_1'),
  );
  const told = `PostgreSQL a: epoch ${made + 1} begins\nPostgreSQL b: epoch ${made + 1} begins`;
  const both = `a=${urls[0]} b=${urls[1]}`;
  expect(await inCluster(both)).toEqual({ code: 0, output: told, errors: '' });
  expect((await inCluster(both)).output).toBe(told.replaceAll(`${made + 1}`, `${made + 2}`));
});

withPostgres('what can not be done is told without a stack and without the password', async () => {
  await using server = await PostgresServer.start();
  const alone = await renew();
  expect([alone.code, alone.errors]).toEqual([2, expect.stringContaining('eagre restore')]);
  expect(await renew('now')).toMatchObject({ code: 2 });
  const empty = await inCluster(server.url);
  expect(empty).toMatchObject({ code: 1, output: '' });
  expect(empty.errors).toBe('eagre: main: this database holds no store of Eagre');
  const away = await inCluster('postgres://eagre:hush@127.0.0.1:1/eagre');
  expect(away.code).toBe(1);
  expect(away.errors).toMatch(/^eagre: main: PostgreSQL: .*ECONNREFUSED.*$/);
  expect(away.errors).not.toContain('hush');
});
