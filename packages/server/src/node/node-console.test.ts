import { expect, test } from 'bun:test';
import { limits } from '../limits.ts';
import { adminKey, NodeConsole } from './test/console-cluster.ts';
import { StationCluster } from './test/station-cluster.ts';

async function world() {
  const cluster = new StationCluster();
  const [n1, n2] = [await cluster.start('n1'), await cluster.start('n2')];
  const [one, two] = [await NodeConsole.open(cluster, n1), await NodeConsole.open(cluster, n2)];
  await cluster.clock.advance(2000);
  return { cluster, n1, n2, one, two, headers: await one.session() };
}

test('nodes share sessions, logouts and the audit log', async () => {
  const { cluster, one, two, headers } = await world();
  expect(await two.ask('GET', '/session', headers)).toMatchObject({
    status: 200,
    body: { name: 'Ann', node: 'n2' },
  });
  expect((await two.ask('POST', '/logout', headers)).status).toBe(200);
  for (const node of [one, two]) {
    expect((await node.ask('GET', '/session', headers)).status).toBe(401);
  }
  const { body } = await one.ask('GET', '/audit', await one.session());
  expect(body.entries).toMatchObject([
    { id: 3, action: 'login', node: 'n1' },
    { id: 2, action: 'logout', node: 'n2' },
    { id: 1, action: 'login', node: 'n1' },
  ]);
  await cluster.close();
});

test('an operator has the rights of any app, one at a time', async () => {
  const { cluster, one, headers } = await world();
  const group = { group: 'group:tea', members: ['ann'] };
  const created = await one.ask('POST', '/apps/shop/v1/groups', headers, group);
  expect([created.status, created.body.group]).toEqual([201, 'group:tea']);
  const path = 'v1/groups/group%3Atea';
  expect((await one.ask('GET', `/apps/shop/${path}`, headers)).status).toBe(200);
  expect((await one.ask('GET', `/apps/other/${path}`, headers)).status).toBe(404);
  const said = { conversation: 'group:tea', kind: 'text', body: { text: 'hello' } };
  expect((await one.ask('POST', '/apps/shop/v1/messages', headers, said)).status).toBe(200);
  const { status, body } = await one.ask('PATCH', `/apps/shop/${path}`, headers, { colour: 'red' });
  expect([status, body.error.field]).toEqual([400, 'colour']);
  expect((await one.ask('DELETE', `/apps/shop/${path}`, headers)).status).toBe(204);
  const { entries } = (await one.ask('GET', '/audit', headers)).body;
  expect(entries.slice(0, -1)).toMatchObject([
    { action: 'DELETE /v1/groups/group:tea', app: 'shop', status: 204 },
    { action: 'PATCH /v1/groups/group:tea', status: 400, detail: '{"colour":"red"}' },
    { action: 'POST /v1/messages', status: 200, detail: JSON.stringify(said) },
    { action: 'POST /v1/groups', status: 201 },
  ]);
  await cluster.close();
});

test.each([
  ['GET', '/apps/none/v1/rooms', 'not_found'],
  ['POST', '/apps/none/token', 'not_found'],
  ['POST', '/apps/_console/v1/messages', 'not_found'],
  ['GET', '/apps/sh%6Fp/v1/none', 'unknown_command'],
  ['GET', '/apps/shop/v2/rooms', 'unknown_command'],
  ['GET', '/none', 'unknown_command'],
])('%s %s is not there', async (method, path, code) => {
  const { cluster, one, headers } = await world();
  const { status, body } = await one.ask(method, path, headers, method === 'POST' ? {} : undefined);
  expect([status, body.error.code as string]).toEqual([404, code]);
  await cluster.close();
});

test('an encoded name of an app is that app', async () => {
  const { cluster, one, headers } = await world();
  expect((await one.ask('GET', '/apps/sh%6Fp/v1/rooms', headers)).status).toBe(200);
  await cluster.close();
});

test('what an operator did is on no queue of an app', async () => {
  const { cluster, n1 } = await world();
  const keys = (await n1.stations.store.queues('', 100)).map(({ queue }) => queue as string);
  expect(keys).toEqual(['_console/group:audit']);
  await cluster.close();
});

test('a token to look into rooms, of apps whose tokens the server signs', async () => {
  const { cluster, one, headers } = await world();
  const { status, body } = await one.ask('POST', '/apps/shop/token', headers);
  expect(status).toBe(200);
  expect(body.user).toMatch(/^console-[\w-]{22}$/);
  expect(body.token.split('.')).toHaveLength(3);
  const leftMs = body.expiresAt - cluster.clock.now();
  expect(leftMs).toBeGreaterThan(14 * 60_000);
  expect(leftMs).toBeLessThanOrEqual(15 * 60_000);
  const other = await one.ask('POST', '/apps/other/token', headers);
  expect([other.status, other.body.error.code]).toEqual([422, 'unsupported']);
  await cluster.close();
});

test('all nodes say how they are; of one that does not answer is told what is known', async () => {
  const { cluster, n2, one, headers } = await world();
  const list = async () => (await one.ask('GET', '/nodes', headers)).body;
  const { nodes, missing } = await list();
  expect(missing).toEqual([]);
  for (const node of ['n1', 'n2']) {
    const row = nodes.find((one) => one.node === node);
    expect(row as object).toMatchObject({
      ...{ node, connections: 0, rooms: 0, draining: false, ready: true },
      ...{ memoryBytes: expect.any(Number), cpu: expect.any(Number), processId: process.pid },
      runtime: `Bun ${Bun.version}`,
    });
  }
  n2.line.cut();
  const without = await list();
  expect(without.missing).toEqual(['n2']);
  expect(without.nodes.map(({ node, ready }) => [node, ready])).toEqual([
    ['n1', true],
    ['n2', undefined],
  ]);
  n2.line.open();
  await cluster.close();
});

test('of a node that fell silent every other node tells, also one that came later, until it is back', async () => {
  const { cluster, n2, one, headers } = await world();
  const list = async (at: NodeConsole) => (await at.ask('GET', '/nodes', headers)).body;
  expect((await list(one)).gone).toEqual([]);
  n2.line.cut();
  await cluster.clock.advance(limits.nodeForgetMs + limits.nodeTellMs);
  const three = await NodeConsole.open(cluster, await cluster.start('n3'));
  await cluster.clock.advance(limits.nodeTellMs);
  for (const at of [one, three]) {
    const { nodes, gone } = await list(at);
    expect(nodes.map(({ node }) => node)).toEqual(['n1', 'n3']);
    expect(gone).toEqual([
      {
        ...{ node: 'n2', version: expect.any(String), startedAt: expect.any(Number) },
        lastHeardAt: expect.any(Number),
      },
    ]);
  }
  n2.line.open();
  await cluster.clock.advance(limits.nodeTellMs);
  const { nodes, gone } = await list(three);
  expect([nodes.map(({ node }) => node), gone]).toEqual([['n1', 'n2', 'n3'], []]);
  await cluster.close();
});

test('a node whose store is away says so at the next question', async () => {
  const { cluster, n1, one, headers } = await world();
  const own = async () =>
    (await one.ask('GET', '/nodes', headers)).body.nodes.find(({ node }) => node === 'n1');
  n1.stations.store.conversations = () => Promise.reject(new Error('the store is away'));
  await own();
  expect(await own()).toMatchObject({ ready: false, notReady: 'store: the store is away' });
  await cluster.close();
});

test('the configuration is told without its secrets', async () => {
  const { cluster, one, headers } = await world();
  const { settings } = (await one.ask('GET', '/config', headers)).body;
  const named = (name: string) => settings.find((row) => row.name === name);
  expect(named('port')).toEqual({
    ...{ name: 'port', section: 'server', value: 7070, isDefault: true, source: 'default' },
    description: 'port to listen on; 0 takes a free one',
  });
  expect(named('adminKey')).toMatchObject({
    value: '***',
    isDefault: false,
    source: 'environment',
  });
  expect([named('apps')?.source, named('logLevel')?.source]).toEqual(['file', 'flag']);
  expect(named('apps')?.value).toMatchObject([{ jwt: { hs256: '***' } }, {}]);
  const text = JSON.stringify(settings);
  for (const secret of [adminKey, 'the-secret-of', 'a-secret-that']) {
    expect(text).not.toContain(secret);
  }
  await cluster.close();
});

test('settings are those of the first node, or of the one that is asked for', async () => {
  const { cluster, n2, one, two, headers } = await world();
  const read = async (at: NodeConsole, query: string) =>
    (await at.ask('GET', `/config${query}`, headers)).body;
  for (const at of [one, two]) {
    for (const [query, node] of [
      ['', 'n1'],
      ['?node=n2', 'n2'],
    ] as const) {
      const { node: told, settings } = await read(at, query);
      expect(told).toBe(node);
      expect(settings.find(({ name }) => name === 'node')?.value).toBe(node);
    }
  }
  expect((await read(one, '?node=n9')).error).toMatchObject({ code: 'not_found', field: 'node' });
  expect((await read(one, '?nodes=n2')).error).toMatchObject({ code: 'invalid_argument' });
  n2.line.cut();
  expect((await read(one, '?node=n2')).error).toMatchObject({
    code: 'overloaded',
    message: 'n2 did not answer in time, try again',
  });
  n2.line.open();
  await cluster.close();
});

test('apps are told with what holds for them', async () => {
  const { cluster, one, headers } = await world();
  const { apps } = (await one.ask('GET', '/apps', headers)).body;
  expect(apps).toEqual([
    {
      ...{ app: 'shop', name: 'The shop', keys: ['k1'], tokens: ['HS256'] },
      quotas: {
        ...{ sendsPerSecond: 7, sendsBurst: 14 },
        ...{ roomSendsPerSecond: expect.any(Number), roomSendsBurst: expect.any(Number) },
      },
      retention: { user: 'everything', direct: 'everything', group: '30 days' },
    },
    expect.objectContaining({
      ...{ app: 'other', keys: [] },
      tokens: ['public keys (JWKS of https://keys.test/jwks)'],
    }),
  ]);
  await cluster.close();
});
