import { expect, onTestFinished, test } from 'bun:test';
import { realClock } from '@eagre/protocol';
import { until } from '@eagre/testkit';
import { crowdProcesses } from '../../src/cli/crowd-process.ts';
import { TestNode } from '../support/test-node.ts';

const crowd = crowdProcesses(realClock);
if (crowd === undefined) throw new Error('the load tool is not beside the server');
const noKey = { headers: { authorization: undefined } };

async function inRoom(node: TestNode, room: string): Promise<number> {
  const { status, body } = await node.call('GET', `/v1/rooms/room:${room}`);
  return status === 200 ? (body['online'] as { devices: number }).devices : 0;
}

test('a crowd comes into a room, another replaces it, and it leaves when sent away', async () => {
  await using node = await TestNode.start({ crowd });
  const order = { room: 'fair', devices: 30, minutes: 1 };
  const bring = (body: object) => node.call('POST', '/v1/dev/crowd', { ...noKey, body });
  expect((await bring(order)).body).toMatchObject({ running: true, room: 'fair', devices: 30 });
  await until(async () => (await inRoom(node, 'fair')) > 5, { what: 'the crowd to come' });
  const other = await bring({ ...order, room: 'sale' });
  expect(other.body).toMatchObject({ running: true, room: 'sale' });
  await until(async () => (await inRoom(node, 'sale')) > 5, { what: 'the other crowd to come' });
  const there = await node.call('GET', '/v1/dev/crowd', noKey);
  const { endsAt } = there.body as { endsAt: number };
  expect(Math.abs(endsAt - Date.now() - 60_000)).toBeLessThan(30_000);
  expect((await node.call('DELETE', '/v1/dev/crowd', noKey)).body).toEqual({ running: false });
  const isQuiet = async () => node.node.address !== undefined && (await connections(node)) === 0;
  await until(isQuiet, { what: 'the crowd to be gone' });
});

test('a node that stops takes its crowd along', async () => {
  const node = await TestNode.start({ crowd });
  const body = { room: 'fair', devices: 5, minutes: 1 };
  await node.call('POST', '/v1/dev/crowd', { ...noKey, body });
  await until(async () => (await inRoom(node, 'fair')) > 0, { what: 'the crowd to come' });
  const startedMs = performance.now();
  await node.stop();
  expect(performance.now() - startedMs).toBeLessThan(10_000);
});

test.each(['', '1'])(
  'a crowd that cannot come says why, without colours (FORCE_COLOR: %p)',
  async (force) => {
    process.env['FORCE_COLOR'] = force;
    onTestFinished(() => void delete process.env['FORCE_COLOR']);
    const nowhere = crowd(() => 'http://127.0.0.1:1');
    await nowhere.bring({ room: 'fair', devices: 3, minutes: 1 });
    const said = () => nowhere.state().error;
    await until(() => said() !== undefined, { what: 'the crowd to give up', timeoutMs: 30_000 });
    expect(nowhere.state().running).toBe(false);
    expect(said()).toMatch(/^eagre swarm: nobody gets into the room: /);
  },
);

test('where no crowd can be had the routes say what would do', async () => {
  await using node = await TestNode.start();
  for (const method of ['GET', 'DELETE']) {
    const { status, body } = await node.call(method, '/v1/dev/crowd', noKey);
    expect([status, body['error']]).toMatchObject([404, { code: 'unknown_command' }]);
    expect(JSON.stringify(body)).toContain('npm start');
  }
});

async function connections(node: TestNode): Promise<number> {
  const text = await (await fetch(`${node.url}/metrics`)).text();
  return Number(/^eagre_connections (\d+)/m.exec(text)?.[1]);
}
