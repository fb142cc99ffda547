import { afterAll, expect, test } from 'bun:test';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ChildProcess, freePort, tempDir, until } from '@eagre/testkit';
import manifest from '../../package.json' with { type: 'json' };
import { TestDevice } from '../support/test-device.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const directory = tempDir();
afterAll(() => directory.remove());

let names = 0;
/** A name in the test's directory that nothing has yet. */
function fresh(name: string): string {
  names += 1;
  return join(directory.path, `${names}-${name}`);
}

async function run(...args: string[]): Promise<{ code: number; output: string }> {
  const child = ChildProcess.start([process.execPath, main, ...args], { cwd: directory.path });
  const code = await child.exited;
  await until(() => child.output !== '', { what: 'some output' });
  return { code, output: child.output };
}

interface Server extends AsyncDisposable {
  child: ChildProcess;
  url: string;
  key: string;
  post(path: string, body: object): Promise<Record<string, unknown>>;
}

async function serve(...flags: string[]): Promise<Server> {
  const args = [process.execPath, main, 'serve', '--dev', '--port=0', ...flags];
  const child = ChildProcess.start(args, { cwd: directory.path });
  const [, url = ''] = await child.waitForLine(/HTTP API +(\S+)\/v1$/);
  const [, key = ''] = await child.waitForLine(/API key +(\S+)$/);
  return {
    child,
    url,
    key,
    async post(path, body) {
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
      const init = { method: 'POST', headers, body: JSON.stringify(body) };
      return (await (await fetch(`${url}${path}`, init)).json()) as Record<string, unknown>;
    },
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}

const group = { group: 'group:lobby', members: ['u1', 'u2'] };
const message = { conversation: 'group:lobby', kind: 'text', body: { text: 'hi' } };

test('serve says where it is and what to try, all of which works', async () => {
  await using server = await serve(`--data=${fresh('data')}`);
  const { output } = server.child;
  expect(output).toContain(`npm run chat -- --user u1 --group lobby --url ${server.url}`);
  for (const path of ['/v1/docs', '/healthz', '/readyz', '/metrics']) {
    expect(output).toContain(`${server.url}${path}`);
    expect((await fetch(`${server.url}${path}`)).status).toBe(200);
  }
  expect(output).not.toContain('{"level"');
  await server.post('/v1/groups', group);
  expect(await server.post('/v1/messages', message)).toMatchObject({ syncId: 2 });
  const { token } = await server.post('/v1/dev/token', { user: 'u3' });
  const device = await TestDevice.open(server.url, String(token), 'phone');
  expect(device.frames[0]).toHaveProperty('ok');
  device.close();
});

test('SIGTERM drains: devices are sent away, what was accepted is kept, exit code 0', async () => {
  const data = `--data=${fresh('data')}`;
  const first = await serve(data, '--drain-ms=200');
  await first.post('/v1/groups', group);
  const { token } = await first.post('/v1/dev/token', { user: 'u1' });
  const device = await TestDevice.open(first.url, String(token), 'phone');
  expect(await first.child.stop()).toBe(0);
  await until(() => device.closeCode === 4000, { what: 'the device to be sent away' });
  await using second = await serve(data);
  expect(second.key).toBe(first.key);
  expect(await second.post('/v1/messages', message)).toMatchObject({ syncId: 2 });
}, 15_000);

test('a second signal stops at once', async () => {
  await using server = await serve(`--data=${fresh('data')}`, '--drain-ms=600000');
  const devices: TestDevice[] = [];
  for (const user of ['u1', 'u2', 'u3']) {
    const { token } = await server.post('/v1/dev/token', { user });
    devices.push(await TestDevice.open(server.url, String(token), 'phone'));
  }
  process.kill(server.child.pid, 'SIGTERM');
  await server.child.waitForLine(/a second Ctrl\+C stops at once/);
  expect(await server.child.stop()).toBe(0);
}, 15_000);

test('a taken port: a clear message and an exit code of its own', async () => {
  await using server = await serve(`--data=${fresh('data')}`);
  const { port } = new URL(server.url);
  const { code, output } = await run('serve', '--dev', `--port=${port}`, `--data=${fresh('data')}`);
  expect([code, output]).toEqual([
    3,
    `eagre: 127.0.0.1:${port} is in use by another process; stop it, or take another port with --port or EAGRE_PORT`,
  ]);
});

test('a data directory in use: a clear message', async () => {
  const data = fresh('data');
  await using server = await serve(`--data=${data}`);
  const second = await run('serve', '--dev', '--port=0', `--data=${data}`);
  expect(second.code).toBe(1);
  expect(second.output).toStartWith(`eagre: ${data} is in use by another process (process id `);
  expect(second.output).not.toContain('    at ');
  expect(server.child.exitCode).toBeNull();
});

test('development mode is refused on an address that others can reach', async () => {
  const { code, output } = await run('serve', '--dev', '--host=0.0.0.0');
  expect(code).toBe(2);
  expect(output).toStartWith('eagre: development mode gives tokens to everybody who asks');
});

test('a backup of a running server, restored, has all that was there', async () => {
  const data = fresh('data');
  const file = fresh('backup.db');
  {
    await using server = await serve(`--data=${data}`);
    await server.post('/v1/groups', group);
    await server.post('/v1/messages', message);
    const backup = await run('backup', file, `--data=${data}`);
    expect([backup.code, backup.output]).toEqual([0, expect.stringMatching(/: \d+ bytes$/)]);
    const again = await run('backup', file, `--data=${data}`);
    expect([again.code, again.output]).toEqual([1, `eagre: ${file} exists: name a new file`]);
    // The server goes on, and what comes now is not in the backup.
    expect(await server.post('/v1/messages', message)).toMatchObject({ syncId: 3 });
  }
  const refused = await run('restore', file, `--data=${data}`);
  expect([refused.code, refused.output]).toEqual([
    1,
    `eagre: ${join(data, 'timeline.db')} exists: restore into an empty directory`,
  ]);
  const restored = fresh('restored');
  const done = await run('restore', file, `--data=${restored}`);
  expect([done.code, done.output]).toEqual([
    0,
    expect.stringMatching(/^restored 3 queues into .*; their epoch is now \d+$/),
  ]);
  await using server = await serve(`--data=${restored}`);
  expect(await server.post('/v1/messages', message)).toMatchObject({ syncId: 3 });
}, 20_000);

test('a backup of what is not there', async () => {
  const { code, output } = await run('backup', fresh('backup.db'), `--data=${fresh('none')}`);
  expect(code).toBe(2);
  expect(output).toEndWith('timeline.db is not there; name the directory with --data');
});

test('config prints every value with its source', async () => {
  const port = await freePort();
  const { code, output } = await run('config', `--port=${port}`);
  expect(code).toBe(0);
  expect(output).toMatch(new RegExp(`^port +${port} +--port$`, 'm'));
  expect(output).toMatch(/^host +"127\.0\.0\.1" +default$/m);
});

test('a key fits the configuration it prints', async () => {
  const { code, output } = await run('key', 'shop');
  const [, keyId, secret = ''] = /shop\.(\w+)\.(\w+)/.exec(output) ?? [];
  const sha256 = new Bun.CryptoHasher('sha256').update(secret).digest('hex');
  expect(code).toBe(0);
  expect(output).toContain(JSON.stringify({ id: keyId, sha256 }));
});

test('a key of the console is taken where it says', async () => {
  const { code, output } = await run('admin-key');
  const [given = ''] = /\{"adminKey": "\w+"\}/.exec(output) ?? [];
  const { adminKey } = JSON.parse(given) as { adminKey: string };
  expect(code).toBe(0);
  expect(output).toContain(`\n  ${adminKey}\n`);
  const config = await run('config', `--admin-key=${adminKey}`);
  expect([config.code, config.output.includes(adminKey)]).toEqual([0, false]);
});

test('version and help', async () => {
  expect(await run('version')).toEqual({ code: 0, output: manifest.version });
  for (const args of [['help'], ['--help'], ['serve', '--help']]) {
    const { code, output } = await run(...args);
    expect(code).toBe(0);
    expect(output).toContain('backup FILE');
    expect(output).toContain('--group-members VALUE');
  }
});

const wrong: [args: string[], message: string][] = [
  [
    [],
    'eagre: say what to do: serve, backup, buckets, renew-epoch, restore, config, doctor, key, admin-key, version, help',
  ],
  [['serv'], 'eagre: unknown command serv (did you mean serve?); commands are '],
  [['serve', '--prot=1'], 'eagre: unknown flag --prot (did you mean --port?)'],
  [['serve'], 'eagre: no apps are configured, so nobody could connect: put "apps" into '],
  [['serve', 'now'], 'eagre: usage: eagre serve [flags]'],
  [['backup'], 'eagre: usage: eagre backup FILE [--data DIRECTORY]'],
  [
    ['backup', 'x', '--cluster', '--node=n', '--postgres=postgres://db', '--nats=nats://bus'],
    'eagre: the store of a cluster is PostgreSQL: back it up and restore it with its own tools',
  ],
  [['doctor'], 'eagre: doctor looks at the servers of a cluster: say --cluster, --postgres and'],
  [['serve', '--cluster', '--node=n'], 'eagre: cluster needs postgres, the store that all nodes'],
  [['key', 'No App'], 'eagre: app "No App" must be 1 to 32 characters of a-z 0-9 -'],
];

for (const [args, text] of wrong) {
  test(`eagre ${args.join(' ')} is refused`, async () => {
    const { code, output } = await run(...args);
    expect(code).toBe(2);
    expect(output).toStartWith(text);
    expect(existsSync(join(directory.path, 'data'))).toBe(false);
  });
}
