import { expect, test } from 'bun:test';
import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ChildProcess, freePort, tempDir, until } from '@eagre/testkit';
import { Api } from './target/api.ts';
import { secretsIn } from './target/dev-keys.ts';
import { whyNoCluster } from './target/local-cluster.ts';

const main = new URL('./cluster-main.ts', import.meta.url).pathname;
const chat = new URL('../../../examples/chat/src/main.ts', import.meta.url).pathname;
const patience = 60_000;

function cluster(...args: string[]): ChildProcess {
  return ChildProcess.start([process.execPath, main, ...args], { env: { NO_COLOR: '1' } });
}

test('help tells what there is', async () => {
  await using child = cluster('--help');
  expect(await child.exited).toBe(0);
  await until(() => child.output.includes('--fresh'));
  expect(child.output).toContain('--postgres-servers');
});

test.each([
  [['--node', '3'], 'did you mean --nodes?'],
  [['--nodes', '0'], '--nodes takes a number from 1 to 16'],
  [['--data', '/proc'], 'there are other things in this directory'],
])('%j is refused in one line that says what would do', (args, message) => {
  const { exitCode, stderr } = Bun.spawnSync([process.execPath, main, ...args, '--port', '1'], {
    env: { ...process.env, NO_COLOR: '1' },
  });
  const [first = '', ...rest] = stderr.toString().trim().split('\n');
  expect(first).toStartWith('eagre cluster: ');
  expect(first).toContain(message);
  expect([exitCode, rest.length]).toEqual([2, 1]);
});

test.skipIf(whyNoCluster() !== undefined)(
  'a cluster to try: chat through its front, parts that go and come, data that stay',
  async () => {
    using directory = tempDir();
    // PostgreSQL's own user must come to its data.
    chmodSync(directory.path, 0o755);
    const data = join(directory.path, 'data');
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const start = () => cluster('--nodes', '2', '--port', `${port}`, '--data', data);
    const api = () => new Api(url, secretsIn(data)?.key ?? '');
    {
      await using child = start();
      await child.waitForLine(/^Stop with Ctrl\+C/, 30_000);
      const second = Bun.spawnSync([process.execPath, main, '--port', `${port}`]);
      expect(second.stderr.toString()).toContain(`port ${port} is in use`);

      await using ann = ChildProcess.start([
        process.execPath,
        chat,
        '--user',
        'ann',
        '--group',
        'lobby',
        '--url',
        url,
        '--plain',
        '--state',
        directory.path,
      ]);
      await ann.waitForLine(/ann joined/);
      child.writeLine('kill node1');
      await child.waitForLine(/^node1 is down$/);
      ann.writeLine('is anybody there');
      await ann.waitForLine(/ann: is anybody there/);
      child.writeLine('start node1');
      await child.waitForLine(/^node1 is up$/, 20_000);
      await api().post('/v1/rooms', { room: 'room:kept' });

      const [, pid] = await child.waitForLine(/node2 .*\(process (\d+)\)/);
      process.kill(Number(pid), 'SIGKILL');
      await child.waitForLine(/^node2 ended \(it was killed\); it is started again in 5 s$/);
      process.kill(child.pid, 'SIGINT');
      expect(await child.exited).toBe(0);
      await child.waitForLine(/^eagre: stopped$/);
    }
    expect(readdirSync(data).sort()).toEqual(['dev-keys.json', 'postgres', 'postgres-servers']);
    const key = secretsIn(data)?.key;
    await using again = start();
    await again.waitForLine(/^Stop with Ctrl\+C/, 30_000);
    expect(again.output).toContain(`${key}`);
    const room = await api().get<{ room: string }>('/v1/rooms/room%3Akept');
    expect(room).toMatchObject({ room: 'room:kept' });
    again.writeLine('quit');
    expect(await again.exited).toBe(0);
  },
  patience,
);
