import { afterAll, beforeAll, expect, test } from 'bun:test';
import { realClock } from '@eagre/protocol';
import { PostgresDatabases } from '../timeline/postgres/test/postgres-databases.ts';
import { bucketsCommand } from './buckets.ts';
import { runCli } from './run-cli.ts';

let databases: PostgresDatabases;

beforeAll(async () => {
  databases = await PostgresDatabases.start();
}, 60_000);

afterAll(() => databases[Symbol.asyncDispose](), 60_000);

async function run(...args: string[]): Promise<{ code: number; out: string[]; errors: string }> {
  const out: string[] = [];
  let errors = '';
  const code = await runCli({
    args: ['buckets', ...args],
    environment: {},
    commands: {
      buckets: bucketsCommand({ clock: realClock, limits: { mapSettleMs: 10 } }),
    },
    print: (text) => void out.push(...text.split('\n')),
    printError: (text) => {
      errors += text;
    },
  });
  return { code, out, errors };
}

function flags(postgres: string): string[] {
  return ['--cluster', '--node=n', '--nats=nats://bus', `--postgres=${postgres}`];
}

test('buckets are shown and moved', async () => {
  const [a, b] = [await databases.database(), await databases.database()];
  const both = flags(`a=${a} b=${b}`);
  const shown = await run('show', ...both);
  expect(shown.out.slice(-2)).toEqual(['a: 512 buckets 0-511', 'b: 512 buckets 512-1023']);
  const moved = await run('move', '0-2,700', 'to', 'b', ...both);
  expect(moved).toMatchObject({ code: 0, errors: '' });
  expect(moved.out).toContainEqual(expect.stringMatching(/^moved 0, 1, 2 after \d+ ms of rest$/));
  expect(moved.out.slice(-2)).toEqual(['a: 509 buckets 3-511', 'b: 515 buckets 0-2,512-1023']);
  expect((await run('resume', ...both)).code).toBe(0);

  // A third server comes, and gets its first bucket.
  const c = await databases.database();
  const three = flags(`a=${a} b=${b} c=${c}`);
  expect((await run('move', '5', 'to', 'c', ...three)).out.at(-1)).toBe('c: 1 buckets 5');
  const refused = await run('show', ...both);
  expect(refused.code).toBe(1);
  expect(refused.errors).toContain('"postgres" does not name c (1 buckets)');
  expect(refused.errors).not.toContain(a);
}, 60_000);

const url = 'postgres://h/d';
test.each([
  [['show'], 'buckets are shared by several PostgreSQL servers: say --cluster'],
  [['show', ...flags(url)], 'name them in --postgres, each as NAME=URL'],
  [['shwo', ...flags(`a=${url} b=${url}`)], 'usage: eagre buckets show | move BUCKETS to SERVER'],
  [['move', '7', 'b', ...flags(`a=${url} b=${url}`)], 'usage: eagre buckets'],
  [['move', '0-1024', 'to', 'b', ...flags(`a=${url} b=${url}`)], '0 to 1023, as in 0-511,600'],
])('%j is refused', async (args, message) => {
  const { code, errors } = await run(...args);
  expect(code).toBe(2);
  expect(errors).toContain(message);
});

test('a server that nobody knows gets nothing', async () => {
  const [a, b] = [await databases.database(), await databases.database()];
  const { code, errors } = await run('move', '1', 'to', 'c', ...flags(`a=${a} b=${b}`));
  expect(code).toBe(1);
  expect(errors).toBe('eagre: no server is named "c"');
});
