import { afterEach, expect, test } from 'bun:test';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ChildProcess, until } from '@eagre/testkit';
import { Device } from '../device/device.ts';
import { Fleet } from '../device/fleet.ts';
import { Api } from './api.ts';
import { LocalServer, type LocalServerOptions } from './local-server.ts';
import { tokenGiver } from './tokens.ts';

let servers: LocalServer[] = [];

afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  servers = [];
});

async function start(options: LocalServerOptions = {}): Promise<LocalServer> {
  const server = await LocalServer.start(options);
  servers.push(server);
  return server;
}

/** Where its configuration lies, with its data beside it. */
function directoryOf(pid: number): string {
  return dirname(readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').at(-2) ?? '');
}

function isAnswered(url: string): Promise<boolean> {
  return fetch(`${url}/healthz`).then(
    () => true,
    () => false,
  );
}

/** Processes that see something mounted there. */
function mountsUnder(path: string): number {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return processes.filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/mounts`, 'utf8').includes(path);
    } catch {
      return false;
    }
  }).length;
}

test('it has a door for the load and one for the backend, and is gone after its stop', async () => {
  const server = await start();
  const directory = directoryOf(server.pid);
  const { url, key, address, tokens } = server.target;
  expect(await new Api(url, key).get<unknown>('/v1/rooms?limit=1')).toBeDefined();
  const fleet = new Fleet(address);
  fleet.closing = true;
  const tokenFor = tokenGiver(tokens);
  for (let i = 0; i < 80; i += 1) {
    const user = `u${i}`;
    await Device.connect(fleet, { user, token: await tokenFor(user) });
  }
  const startMs = performance.now();
  await server.stop();
  // Sending so many away in order would take 4 s.
  expect(performance.now() - startMs).toBeLessThan(2500);
  await until(() => fleet.online === 0);
  expect(await isAnswered(url)).toBe(false);
  expect(existsSync(directory)).toBe(false);
  await server.stop();
});

test('port and data outlive a process; one that ends by itself is told of', async () => {
  const server = await start();
  const { url, key, port, pid } = server;
  const api = new Api(url, key);
  await api.post('/v1/rooms', { room: 'room:a' });
  await server.kill();
  expect(server.isRunning).toBe(false);
  expect(() => server.pid).toThrow('not running');
  await server.restart();
  expect(server.port).toBe(port);
  expect(server.pid).not.toBe(pid);
  expect(await api.get<{ room: string }>('/v1/rooms/room%3Aa')).toMatchObject({ room: 'room:a' });
  const crash = Promise.withResolvers<number>();
  server.onCrash = crash.resolve;
  process.kill(server.pid, 'SIGKILL');
  expect(await crash.promise).toBe(137);
  expect(server.isRunning).toBe(false);
  await server.restart();
  server.pause();
  expect(server.isPaused).toBe(true);
  // A paused one can be stopped, too.
  await server.stop();
});

test('what can not be is an error, and leaves nothing', async () => {
  const wrong = LocalServer.start({ settings: { noSuchSetting: 1 } });
  await expect(wrong).rejects.toThrow('noSuchSetting');
  const server = await start();
  await expect(server.fillDisk()).rejects.toThrow('dataBytes');
  await expect(server.jumpClock(1000)).rejects.toThrow('fakeClock');
});

test.skipIf(process.platform !== 'linux')(
  'server and disk end with the tool, even when that is killed',
  async () => {
    const script = fileURLToPath(new URL('./test/abandoned-server.ts', import.meta.url));
    await using tool = ChildProcess.start([process.execPath, script]);
    const [, url = '', pid = ''] = await tool.waitForLine(/^started (\S+) (\d+)$/, 20_000);
    const directory = directoryOf(Number(pid));
    const hasDisk = mountsUnder(directory) > 0;
    expect(hasDisk).toBe(process.getuid?.() === 0);
    expect(readFileSync('/proc/mounts', 'utf8')).not.toContain(directory);
    await tool.kill();
    await until(async () => !(await isAnswered(url)), { what: 'the server to be gone' });
    await until(() => mountsUnder(directory) === 0, { what: 'the disk to be gone' });
    rmSync(directory, { recursive: true });
  },
  30_000,
);
