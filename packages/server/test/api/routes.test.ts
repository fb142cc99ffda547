import { afterAll, expect, test } from 'bun:test';
import { until } from '@eagre/testkit';
import { CalledOperations } from '../support/called-operations.ts';
import type { Operation } from '../support/operations.ts';
import { TestDevice } from '../support/test-device.ts';
import { TestNode } from '../support/test-node.ts';

const node = await TestNode.start();
afterAll(() => node.stop());

// What a crowd does is the load tool's; `test/api/crowd.test.ts` has its routes.
const isMine = ({ tags, path }: Operation) => !tags.includes('rooms') && path !== '/v1/dev/crowd';
const operations = await CalledOperations.of(node, isMine);
const ok: CalledOperations['ok'] = (...call) => operations.ok(...call);

const text = (words: string) => ({ kind: 'text', body: { text: words } });
const historyOf = async (conversation: string, query = '') =>
  (await ok('GET', `/v1/conversations/${conversation}/history${query}`)) as {
    first: number;
    items: { type: string; from?: string; body?: { text: string } }[];
    personal: { syncId: number }[];
    more: boolean;
  };

async function device(user: string, name = 'phone'): Promise<TestDevice> {
  return TestDevice.open(node.url, await node.token(user), name);
}

test('a token opens a connection of its user', async () => {
  const { token } = await ok('POST', '/v1/tokens', { user: 'tom', ttlSeconds: 60 });
  const tom = await TestDevice.open(node.url, String(token), 'phone');
  const [connected] = tom.frames as {
    ok?: { user: string; tokenExpiresAt: number; now: number };
  }[];
  expect(connected?.ok).toMatchObject({ app: 'dev', user: 'tom' });
  const lifeMs = (connected?.ok?.tokenExpiresAt ?? 0) - (connected?.ok?.now ?? 0);
  expect(Math.abs(lifeMs - 60_000)).toBeLessThan(5000);
  tom.close();
});

test('a token for one device is refused to another', async () => {
  const { token } = await ok('POST', '/v1/dev/token', { user: 'tim', device: 'tv' });
  const socket = await TestDevice.open(node.url, String(token), 'phone');
  expect(socket.frames[0]).toMatchObject({ error: { code: 'unauthenticated', field: 'token' } });
  socket.close();
});

test('users are made, named, disabled and read', async () => {
  expect((await node.call('GET', '/v1/users/ursula')).status).toBe(404);
  expect((await node.call('PATCH', '/v1/users/ursula', { body: { name: 'U' } })).status).toBe(404);
  expect(await ok('PUT', '/v1/users/ursula', { name: 'Ursula' })).toMatchObject({
    user: 'ursula',
    name: 'Ursula',
    disabled: false,
  });
  const made = await ok('GET', '/v1/users/ursula');
  expect(await ok('PATCH', '/v1/users/ursula', { disabled: true })).toEqual({
    ...made,
    disabled: true,
  });
});

test('a disabled user is sent away, can not come back, and can not be spoken for', async () => {
  await ok('PUT', '/v1/users/dora', {});
  const dora = await device('dora');
  await ok('PATCH', '/v1/users/dora', { disabled: true });
  await until(() => dora.closeCode === 4503, { what: 'the connection to be closed' });
  const again = await device('dora');
  expect(again.frames[0]).toMatchObject({ error: { code: 'forbidden' } });
  again.close();
  const body = { conversation: 'direct:ann:dora', from: 'dora', ...text('hi') };
  const spoken = await node.call('POST', '/v1/messages', { body });
  expect(spoken.body['error']).toMatchObject({ code: 'forbidden', field: 'from' });
});

test('devices online are listed and kicked', async () => {
  const phone = await device('kim', 'phone');
  const tablet = await device('kim', 'tablet');
  const names = async () =>
    ((await ok('GET', '/v1/users/kim/devices'))['items'] as { device: string }[])
      .map((one) => one.device)
      .toSorted();
  expect(await names()).toEqual(['phone', 'tablet']);
  expect(await ok('DELETE', '/v1/users/kim/devices/tablet')).toEqual({ kicked: 1 });
  await until(() => tablet.closeCode === 4503, { what: 'the tablet to be closed' });
  expect(await names()).toEqual(['phone']);
  expect(await ok('DELETE', '/v1/users/kim/devices')).toEqual({ kicked: 1 });
  await until(() => phone.closeCode === 4503, { what: 'the phone to be closed' });
  expect(await names()).toEqual([]);
});

test('a group is made, read, changed and deleted', async () => {
  const group = {
    group: 'group:life',
    name: 'Life',
    owner: 'ann',
    members: ['bob'],
    priority: 'high',
  };
  expect(await ok('POST', '/v1/groups', group)).toMatchObject({
    group: 'group:life',
    name: 'Life',
    members: 2,
    priority: 'high',
    policy: 'auto',
    memberLimit: 500,
    open: false,
  });
  const again = await node.call('POST', '/v1/groups', { body: group });
  expect([again.status, again.body['error']]).toMatchObject([409, { code: 'already_exists' }]);
  const change = { name: 'New', open: true, policy: 'read', memberLimit: 3, priority: 'low' };
  expect(await ok('PATCH', '/v1/groups/group:life', change)).toMatchObject({
    ...change,
    mode: 'read',
  });
  expect(await ok('GET', '/v1/groups/group:life')).toMatchObject({ ...change, members: 2 });
  await ok('DELETE', '/v1/groups/group:life');
  expect((await node.call('GET', '/v1/groups/group:life')).status).toBe(404);
});

test('members are added, listed in pages and removed', async () => {
  await ok('POST', '/v1/groups', { group: 'group:crew', members: ['ann'] });
  const path = '/v1/groups/group:crew/members';
  expect(await ok('POST', path, { users: ['ann', 'bob', 'cat', 'dan'] })).toMatchObject({
    group: { members: 4 },
    unchanged: ['ann'],
  });
  const users = async (query: string) => {
    const page = await ok('GET', `${path}${query}`);
    return [(page['items'] as { user: string }[]).map((one) => one.user), page['more']];
  };
  expect(await users('?limit=3')).toEqual([['ann', 'bob', 'cat'], true]);
  expect(await users('?limit=3&after=cat')).toEqual([['dan'], false]);
  expect(await ok('DELETE', `${path}/dan`)).toMatchObject({ group: { members: 3 }, unchanged: [] });
  const removal = await ok('POST', `${path}/remove`, { users: ['bob', 'cat', 'eve'] });
  expect(removal).toMatchObject({ group: { members: 1 }, unchanged: ['eve'] });
});

test('a member is given a role, and a group keeps one owner', async () => {
  await ok('POST', '/v1/groups', { group: 'group:roles', owner: 'ann', members: ['bob', 'cat'] });
  const path = '/v1/groups/group:roles/members';
  const roles = async () => {
    const { items } = await ok('GET', path);
    return Object.fromEntries(
      (items as { user: string; role: string }[]).map(({ user, role }) => [user, role]),
    );
  };
  const give = (user: string, role: string) => ok('PATCH', `${path}/${user}`, { role });
  expect(await give('bob', 'admin')).toMatchObject({ user: 'bob', role: 'admin', read: 1 });
  expect(await roles()).toEqual({ ann: 'owner', bob: 'admin', cat: 'member' });
  await give('cat', 'owner');
  expect(await roles()).toEqual({ ann: 'admin', bob: 'admin', cat: 'owner' });
  await give('bob', 'member');
  expect(await roles()).toEqual({ ann: 'admin', bob: 'member', cat: 'owner' });
  const refused = await node.call('PATCH', `${path}/cat`, { body: { role: 'admin' } });
  expect([refused.status, refused.body['error']]).toMatchObject([
    403,
    { code: 'forbidden', field: 'role' },
  ]);
  const stranger = await node.call('PATCH', `${path}/eve`, { body: { role: 'admin' } });
  expect([stranger.status, stranger.body['error']]).toMatchObject([
    403,
    { code: 'not_member', field: 'user' },
  ]);
});

test('the system speaks to a group, and a device hears it', async () => {
  await ok('POST', '/v1/groups', { group: 'group:talk', members: ['ann'] });
  const ann = await device('ann');
  const body = { conversation: 'group:talk', ...text('hello'), clientId: 'm1' };
  const place = await ok('POST', '/v1/messages', body);
  expect(place).toMatchObject({ conversation: 'group:talk', syncId: 2 });
  const heard = () => JSON.stringify(ann.frames.find((frame) => frame['push'] === 'entries') ?? '');
  await until(() => heard().includes('"hello"'), { what: 'the message on the device' });
  expect(heard()).toContain('"from":"system"');
  expect(await ok('POST', '/v1/messages', body)).toEqual({ ...place, duplicate: true });
  ann.close();
});

test('a user speaks by the backend with the rights of a user', async () => {
  await ok('POST', '/v1/groups', { group: 'group:closed', members: ['ann'] });
  const send = (from: string) =>
    node.call('POST', '/v1/messages', {
      body: { conversation: 'group:closed', from, ...text('x') },
    });
  expect((await send('ann')).status).toBe(200);
  const stranger = await send('eve');
  expect([stranger.status, stranger.body['error']]).toMatchObject([403, { code: 'not_member' }]);
});

test('a personal message is seen by its receiver alone', async () => {
  await ok('POST', '/v1/groups', { group: 'group:private', members: ['ann', 'bob'] });
  const body = { conversation: 'group:private', personalTo: 'ann', ...text('for you') };
  await ok('POST', '/v1/messages', body);
  expect((await historyOf('group:private', '?as=ann')).personal).toHaveLength(1);
  expect((await historyOf('group:private', '?as=bob')).personal).toHaveLength(0);
});

test('history is read backwards in pages', async () => {
  await ok('POST', '/v1/groups', { group: 'group:past', members: ['ann'] });
  for (const words of ['one', 'two', 'three']) {
    await ok('POST', '/v1/messages', { conversation: 'group:past', ...text(words) });
  }
  const last = await historyOf('group:past', '?limit=2');
  expect([last.first, last.items.map((one) => one.body?.text), last.more]).toEqual([
    3,
    ['two', 'three'],
    true,
  ]);
  const before = await historyOf('group:past', '?limit=2&before=3');
  expect([before.first, before.items.map((one) => one.type), before.more]).toEqual([
    1,
    ['members', 'message'],
    false,
  ]);
});

test('how far members have read is told, those who are furthest first', async () => {
  await ok('POST', '/v1/groups', { group: 'group:read', members: ['ann', 'bob', 'cid'] });
  for (const words of ['one', 'two']) {
    await ok('POST', '/v1/messages', { conversation: 'group:read', ...text(words) });
  }
  for (const [user, syncId] of [
    ['ann', 2],
    ['bob', 3],
  ] as const) {
    const phone = await device(user);
    await phone.request('read', { conversation: 'group:read', syncId });
    phone.close();
  }
  const reads = (query = '') => ok('GET', `/v1/conversations/group:read/reads${query}`);
  const bob = { user: 'bob', syncId: 3 };
  const others = [
    { user: 'ann', syncId: 2 },
    { user: 'cid', syncId: 1 },
  ];
  expect(await reads()).toEqual({ items: [bob, ...others], more: false });
  expect(await reads('?limit=1')).toEqual({ items: [bob], more: true });
  const unknown = await node.call('GET', '/v1/conversations/group:none/reads');
  expect([unknown.status, unknown.body['error']]).toMatchObject([404, { code: 'not_found' }]);
});

test('a broadcast tells what became of it in each conversation', async () => {
  await ok('POST', '/v1/groups', { group: 'group:b1', members: ['ann'] });
  await ok('POST', '/v1/groups', { group: 'group:b2', members: ['ann'] });
  const conversations = ['group:b1', 'group:nowhere', 'group:b2'];
  const order = { conversations, ...text('sale'), clientId: 'sale-1' };
  const first = await ok('POST', '/v1/broadcast', order);
  expect(first).toMatchObject({
    sent: 2,
    failed: 1,
    results: [
      { conversation: 'group:b1', ok: { syncId: 2 } },
      { conversation: 'group:nowhere', error: { code: 'not_found' } },
      { conversation: 'group:b2', ok: { syncId: 2 } },
    ],
  });
  const again = await ok('POST', '/v1/broadcast', order);
  expect(again).toMatchObject({
    results: [{ ok: { duplicate: true } }, {}, { ok: { syncId: 2 } }],
  });
});

test('conversations are listed, of the app in pages and of a user with what is unread', async () => {
  for (const name of ['a', 'b', 'c']) {
    await ok('POST', '/v1/groups', { group: `group:list-${name}`, members: ['lea'] });
  }
  await ok('DELETE', '/v1/groups/group:list-b');
  await ok('POST', '/v1/messages', { conversation: 'group:list-a', ...text('news') });
  const page = await ok('GET', '/v1/conversations?limit=2&after=group:list-0');
  const ids = (page['items'] as { conversation: string }[]).map((one) => one.conversation);
  expect(ids).toEqual(['group:list-a', 'group:list-c']);
  const own = await ok('GET', '/v1/users/lea/conversations?limit=1');
  expect(own).toMatchObject({ more: true, items: [{ conversation: 'group:list-a', unread: 1 }] });
  const rest = await ok('GET', '/v1/users/lea/conversations?offset=1&limit=5');
  expect(rest).toMatchObject({ more: false, items: [{ conversation: 'group:list-c', unread: 0 }] });
});

test('in development, a user becomes the host of a room', async () => {
  const host = { user: 'hal', role: 'host' };
  expect(await ok('POST', '/v1/dev/room-host', { room: 'room:hal', user: 'hal' })).toEqual(host);
  expect(await node.ok('GET', '/v1/rooms/room:hal/roles')).toMatchObject({ items: [host] });
});

test('every operation of the document was called above, but those of rooms', () => {
  expect(operations.missing()).toEqual([]);
});
