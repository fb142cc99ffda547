import { expect, test } from 'bun:test';
import type { Config } from '../../src/config/schema.ts';
import { TestNode } from '../support/test-node.ts';

const secret = 'a-secret-of-enough-length-0001';
const jwt = { hs256: 'x'.repeat(32) };
const jwks = {
  keys: [{ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }],
};
const apps = [
  { id: 'shop', keys: [{ id: 'k1', secret }], jwt },
  { id: 'mall', keys: [{ id: 'k1', secret: `${secret}-mall` }], jwt: { jwks } },
] as unknown as Config['apps'];

const asShop = { headers: { authorization: `Bearer shop.k1.${secret}` } };
const asMall = { headers: { authorization: `Bearer mall.k1.${secret}-mall` } };

test('an app sees its own and nothing of another', async () => {
  await using node = await TestNode.start({ config: { apps } });
  const body = { group: 'group:g', members: ['ann'] };
  expect((await node.call('POST', '/v1/groups', { ...asShop, body })).status).toBe(201);
  expect((await node.call('GET', '/v1/groups/group:g', asShop)).status).toBe(200);
  expect((await node.call('GET', '/v1/groups/group:g', asMall)).status).toBe(404);
  expect((await node.call('GET', '/v1/conversations', asMall)).body).toEqual({
    items: [],
    more: false,
  });
});

test('the server makes no tokens for an app that signs with a key of its own', async () => {
  await using node = await TestNode.start({ config: { apps } });
  const refused = await node.call('POST', '/v1/tokens', { ...asMall, body: { user: 'ann' } });
  expect([refused.status, refused.body['error']]).toMatchObject([422, { code: 'unsupported' }]);
});

test('development tokens can be of another app, if there is such an app', async () => {
  await using node = await TestNode.start({ config: { apps } });
  const ask = (app: string) => node.call('POST', '/v1/dev/token', { body: { user: 'ann', app } });
  expect((await ask('shop')).status).toBe(200);
  const unknown = await ask('none');
  expect(unknown.body['error']).toMatchObject({
    code: 'not_found',
    field: 'app',
    message: 'app: this server has shop, mall, dev',
  });
});

test.each([
  ['/v1/dev/token', { user: 'ann' }],
  ['/v1/dev/room-host', { room: 'room:r', user: 'ann' }],
])('%s is for pages and programs of this machine only', async (path, body) => {
  await using node = await TestNode.start();
  const ask = (headers: Record<string, string>) => node.call('POST', path, { body, headers });
  for (const headers of [
    { origin: 'https://evil.example' },
    { host: 'evil.example' },
    { origin: 'null' },
  ]) {
    const refused = await ask(headers);
    expect([refused.status, refused.body['error']]).toMatchObject([403, { code: 'forbidden' }]);
    expect(refused.headers.get('access-control-allow-origin')).toBeNull();
  }
  const local = await ask({ origin: 'http://localhost:5173' });
  expect(local.status).toBe(200);
  expect(local.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
});

test('to be the host of a room takes no key in development, but an app that is there', async () => {
  await using node = await TestNode.start({ config: { apps } });
  const ask = (user: string, app?: string) =>
    node.call('POST', '/v1/dev/room-host', {
      body: { room: 'room:r', user, ...(app && { app }) },
      headers: { authorization: undefined },
    });
  expect((await ask('ann')).status).toBe(200);
  expect((await ask('sue', 'shop')).status).toBe(200);
  const unknown = await ask('nan', 'none');
  expect([unknown.status, unknown.body['error']]).toMatchObject([404, { field: 'app' }]);
  const hosts = async (key?: object) =>
    (await node.call('GET', '/v1/rooms/room:r/roles', key)).body['items'];
  expect(await hosts()).toEqual([{ user: 'ann', role: 'host' }]);
  expect(await hosts(asShop)).toEqual([{ user: 'sue', role: 'host' }]);
});

test('without development mode there is neither its route nor its key', async () => {
  await using node = await TestNode.start({ config: { dev: false, apps } });
  expect(node.node.devKeys).toBeUndefined();
  for (const path of ['/v1/dev/token', '/v1/dev/room-host', '/v1/dev/crowd']) {
    const answer = await node.call('POST', path, { body: { room: 'room:r', user: 'ann' } });
    expect(answer.status).toBe(404);
  }
});

test("an app's rate of sends holds for its backend too", async () => {
  const config = { appSendsPerSecond: 1, appSendsBurst: 2 };
  await using node = await TestNode.start({ config });
  const body = { conversation: 'direct:ann:bob', kind: 'text', body: { text: 'hi' } };
  const answers = [];
  for (let i = 0; i < 3; i += 1) answers.push(await node.call('POST', '/v1/messages', { body }));
  expect(answers.map((answer) => answer.status)).toEqual([200, 200, 429]);
  expect(answers[2]?.headers.get('retry-after')).toBe('1');
  expect(answers[2]?.body['error']).toMatchObject({ code: 'rate_limited', temporary: true });
});

test('an app can have a rate of its own', async () => {
  const own = { ...apps[0], quotas: { sendsPerSecond: 1, sendsBurst: 1 } };
  await using node = await TestNode.start({ config: { apps: [own] as Config['apps'] } });
  const body = { conversation: 'direct:ann:bob', kind: 'text', body: { text: 'hi' } };
  const send = async (options: object) =>
    (await node.call('POST', '/v1/messages', { ...options, body })).status;
  expect([await send(asShop), await send(asShop)]).toEqual([200, 429]);
  expect([await send({}), await send({})]).toEqual([200, 200]);
});
