import { expect, test } from 'bun:test';
import { tempDir } from '@eagre/testkit';
import { storeIn } from '../../src/node/store-in.ts';
import { TestNode } from '../support/test-node.ts';

/** Logs in as the page would; the headers of the session. */
async function session(node: TestNode, key: string | undefined): Promise<Record<string, string>> {
  const answer = await node.call('POST', '/console/api/login', { body: { name: 'Ann', key } });
  expect(answer.status).toBe(200);
  const [cookie = ''] = (answer.headers.get('set-cookie') ?? '').split(';');
  return { cookie, 'x-eagre-csrf': String(answer.body['csrf']), origin: node.url };
}

test('an operator logs in, acts for an app, and is found in the audit log', async () => {
  await using node = await TestNode.start();
  const headers = {
    ...(await session(node, node.node.devKeys?.adminKey)),
    authorization: undefined,
  };
  const body = { group: 'group:g', members: ['ann'] };
  const path = '/console/api/apps/dev/v1/groups';
  expect((await node.call('POST', path, { headers, body })).status).toBe(201);
  expect(await node.ok('GET', '/v1/groups/group:g')).toMatchObject({ members: 1 });
  const audit = await node.call('GET', '/console/api/audit', { headers });
  expect(audit.body['entries']).toMatchObject([
    { id: 2, action: 'POST /v1/groups', app: 'dev', status: 201, remote: '127.0.0.1' },
    { id: 1, action: 'login' },
  ]);
});

test("an app's key, which opens its API, opens nothing of the console", async () => {
  await using node = await TestNode.start();
  for (const path of ['session', 'nodes', 'apps/dev/v1/groups/group:g']) {
    expect((await node.call('GET', `/console/api/${path}`)).status).toBe(401);
  }
  const body = { name: 'Ann', key: node.node.devKeys?.apiKey };
  expect((await node.call('POST', '/console/api/login', { body })).status).toBe(401);
});

test('nobody on the network is taken for an operator by the API', async () => {
  await using node = await TestNode.start();
  const { cookie = '', 'x-eagre-csrf': csrf = '' } = await session(
    node,
    node.node.devKeys?.adminKey,
  );
  const headers = {
    authorization: undefined,
    operator: '{"app":"dev"}',
    cookie,
    'x-eagre-csrf': csrf,
  };
  expect((await node.call('GET', '/v1/rooms', { headers })).status).toBe(401);
});

test('outside of development mode the console is there for whoever sets its key', async () => {
  const jwt = { hs256: 'x'.repeat(32) };
  const apps = [{ id: 'shop', jwt }] as never;
  const config = { dev: false, apps };
  await using off = await TestNode.start({ config });
  const refused = await off.call('GET', '/console/api/session');
  expect([refused.status, refused.body['error']]).toMatchObject([404, { code: 'not_found' }]);
  const adminKey = 'the-key-of-the-operators-of-a-shop';
  await using on = await TestNode.start({ config: { ...config, adminKey } });
  const headers = await session(on, adminKey);
  expect((await on.call('GET', '/console/api/apps', { headers })).status).toBe(200);
});

test('the audit log outlives a restart', async () => {
  const data = tempDir();
  const openTimeline = storeIn(data.path);
  const adminKey = 'the-key-of-the-operators-of-a-shop';
  for (const ids of [
    [2, 1],
    [4, 3, 2, 1],
  ]) {
    await using node = await TestNode.start({ openTimeline, config: { adminKey } });
    const headers = await session(node, adminKey);
    const body = { kind: 'text', conversation: 'group:none', body: {} };
    await node.call('POST', '/console/api/apps/dev/v1/messages', { headers, body });
    const audit = await node.call('GET', '/console/api/audit', { headers });
    const entries = audit.body['entries'] as { id: number; status: number }[];
    expect(entries.map(({ id }) => id)).toEqual(ids);
    expect(entries[0]?.status).toBe(400);
  }
  data.remove();
});

test('a session that was logged out stays so after a restart, and others stay good', async () => {
  using data = tempDir();
  const options = { openTimeline: storeIn(data.path), config: { adminKey: 'k'.repeat(24) } };
  const ask = (node: TestNode, { cookie }: Record<string, string>) =>
    node.call('GET', '/console/api/session', { headers: { cookie } });
  const before = await TestNode.start(options);
  const ended = await session(before, options.config.adminKey);
  const other = await session(before, options.config.adminKey);
  expect((await before.call('POST', '/console/api/logout', { headers: ended })).status).toBe(200);
  await before.stop();
  await using after = await TestNode.start(options);
  const answers = await Promise.all([ended, other].map((one) => ask(after, one)));
  expect(answers.map(({ status }) => status)).toEqual([401, 200]);
});
