import { afterAll, beforeAll, expect, test } from 'bun:test';
import { fileURLToPath } from 'node:url';
import { ChildProcess, freePort, NatsServer, PostgresServer, tempDir, until } from '@eagre/testkit';
import { TestDevice } from '../support/test-device.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const directory = tempDir();
let postgres: PostgresServer;
let nats: NatsServer;

beforeAll(async () => {
  [postgres, nats] = await Promise.all([PostgresServer.start(), NatsServer.start()]);
}, 60_000);

afterAll(async () => {
  await Promise.all([postgres.stop(), nats.stop()]);
  directory.remove();
});

interface Flags {
  node?: string;
  postgres?: string;
  nats?: string;
  more?: readonly string[];
}

/** A node in development mode; all of this file share their keys. */
function serve(flags: Flags): ChildProcess {
  const { node = 'n1', more = [] } = flags;
  return ChildProcess.start([
    ...[process.execPath, main, 'serve', '--dev', '--cluster', '--port=0', '--log-level=info'],
    ...[`--node=${node}`, `--data=${directory.path}/data`, '--drain-ms=200'],
    ...[`--postgres=${flags.postgres ?? postgres.url}`, `--nats=${flags.nats ?? nats.url}`],
    ...more,
  ]);
}

async function urlOf(node: ChildProcess): Promise<string> {
  const [, url = ''] = await node.waitForLine(/HTTP API +(\S+)\/v1$/, 20_000);
  return url;
}

async function post(url: string, path: string, body: object, key = ''): Promise<Answer> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  const init = { method: 'POST', headers, body: JSON.stringify(body) };
  return (await (await fetch(`${url}${path}`, init)).json()) as Answer;
}
type Answer = Record<string, unknown>;

async function readiness(url: string): Promise<[status: number, body: Answer]> {
  const answer = await fetch(`${url}/readyz`);
  return [answer.status, (await answer.json()) as Answer];
}

test('two nodes on one machine: one key, one token, one group', async () => {
  const database = await postgres.database();
  const withPassword = database.replace('postgres@', 'postgres:hush-hush@');
  await using one = serve({ node: 'n1', postgres: withPassword });
  await using two = serve({ node: 'n2', postgres: database });
  const urls = [await urlOf(one), await urlOf(two)] as const;
  const [, key = ''] = await one.waitForLine(/API key +(\S+)$/);
  await two.waitForLine(new RegExp(`API key +${key}$`));
  expect(one.output).toMatch(/^ {2}Node +n1$/m);
  expect(one.output).toContain(database.replace('postgres@', 'postgres:***@'));
  expect(one.output).not.toContain('hush-hush');
  const group = { group: 'group:g', members: ['ann', 'bob'] };
  expect(await post(urls[0], '/v1/groups', group, key)).toHaveProperty('group');
  const { token } = await post(urls[0], '/v1/dev/token', { user: 'ann' });
  const ann = await TestDevice.open(urls[1], String(token), 'phone');
  expect(ann.frames[0]).toHaveProperty('ok');
  const hello = { conversation: 'group:g', kind: 'text', body: { text: 'over two nodes' } };
  expect(await post(urls[0], '/v1/messages', hello, key)).toHaveProperty('syncId');
  await until(() => JSON.stringify(ann.frames).includes('over two nodes'), {
    timeoutMs: 10_000,
    what: 'the message',
  });
  ann.close();
  expect(await Promise.all([one.stop(), two.stop()])).toEqual([0, 0]);
}, 60_000);

test('NATS may come later, PostgreSQL may go and come back', async () => {
  await using late = await NatsServer.start();
  await late.kill();
  const more = ['--ready-without-bus-ms=60000'];
  await using node = serve({ nats: late.url, postgres: await postgres.database(), more });
  const url = await urlOf(node);
  const [status, body] = await readiness(url);
  expect([status, body['ready'], body['degraded']]).toEqual([
    200,
    true,
    [expect.stringMatching(/^bus: not connected for \d+ s; what other nodes say comes by/)],
  ]);
  await late.restart();
  await until(async () => (await readiness(url))[1]['degraded'] === undefined, {
    timeoutMs: 10_000,
    what: 'the bus to be found',
  });
  await postgres.kill();
  await until(async () => (await readiness(url))[0] === 503, { timeoutMs: 10_000 });
  expect((await readiness(url))[1]['reasons']).toEqual([expect.stringMatching(/^store: /)]);
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  await postgres.restart();
  await until(async () => (await readiness(url))[0] === 200, { timeoutMs: 15_000 });
  expect(await node.stop()).toBe(0);
}, 60_000);

test('a node waits for PostgreSQL, and ends with a clear error when it does not come', async () => {
  const nowhere = `postgres://postgres:hush@127.0.0.1:${await freePort()}/postgres`;
  await using hopeless = serve({ postgres: nowhere, more: ['--postgres-wait-ms=1500'] });
  await hopeless.waitForLine(/waiting for the store/);
  expect(await hopeless.exited).toBe(1);
  await hopeless.waitForLine(
    /^eagre: PostgreSQL at postgres:\/\/postgres:\*\*\*@127\.0\.0\.1:\d+\/postgres did not answer within 1\.5 s: /,
  );
  expect(hopeless.output).not.toContain('hush');
  expect(hopeless.output).not.toMatch(/^ {4}at /m);

  // Who is told to stop meanwhile does so at once.
  await using stopped = serve({ postgres: nowhere });
  await stopped.waitForLine(/waiting for the store/);
  expect(await stopped.stop(3000)).toBe(0);
}, 60_000);

test('what waiting does not mend is told at once', async () => {
  const url = new URL(await postgres.database());
  url.pathname = '/no-such-database';
  await using node = serve({ postgres: url.href });
  expect(await node.exited).toBe(1);
  await node.waitForLine(/^eagre: .*no-such-database/);
}, 30_000);

test('doctor looks at all servers and says what is wrong', async () => {
  const doctor = async (nats: string) => {
    const flags = ['--cluster', '--node=n1', `--postgres=${postgres.url}`, `--nats=${nats}`];
    const child = ChildProcess.start([process.execPath, main, 'doctor', ...flags]);
    return [await child.exited, await child.waitForLine(/wrong$|mended$/), child.output] as const;
  };
  const [code, , output] = await doctor(nats.url);
  expect([code, output]).toEqual([0, expect.stringMatching(/ok +synced to disk: fsync is on/)]);
  expect(output).toMatch(/^NATS at 127.*\n {2}ok +lets this node in\n {2}ok +max_payload/m);
  const nowhere = await freePort();
  const [failed, , told] = await doctor(`${nats.url},nats://hush@127.0.0.1:${nowhere}`);
  expect([failed, told]).toEqual([1, expect.stringContaining('connection refused')]);
  expect(told).not.toContain('hush');
}, 30_000);
