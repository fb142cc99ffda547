import { afterAll, expect, test } from 'bun:test';
import { spreadDelayMs } from '@eagre/protocol';
import { until } from '@eagre/testkit';
import { CalledOperations } from '../support/called-operations.ts';
import { TestDevice } from '../support/test-device.ts';
import { TestNode } from '../support/test-node.ts';

const node = await TestNode.start();
afterAll(() => node.stop());

const operations = await CalledOperations.of(node, ({ tags }) => tags.includes('rooms'));
const ok: CalledOperations['ok'] = (...call) => operations.ok(...call);

async function refusal(method: string, path: string, body?: unknown) {
  const answer = await node.call(method, path, body === undefined ? {} : { body });
  return { status: answer.status, ...(answer.body['error'] as { code: string; field?: string }) };
}

const text = (words: string) => ({ kind: 'text', body: { text: words } });

/** A device in a room. */
async function viewer(user: string, room: string, name = 'phone') {
  const device = await TestDevice.open(node.url, await node.token(user), name);
  const answer = await device.request('room.enter', { room, gen: 1 });
  expect(answer).toHaveProperty('ok');
  const heard = () => JSON.stringify(device.frames.filter((frame) => frame['push'] === 'room'));
  return {
    device,
    entered: answer['ok'] as Record<string, unknown>,
    hears: (words: string) =>
      until(() => heard().includes(words), { what: `${words} on the device of ${user}` }),
  };
}

test('a room is made, read, changed and closed', async () => {
  expect(await refusal('GET', '/v1/rooms/room:life')).toMatchObject({
    status: 404,
    code: 'not_found',
    field: 'room',
  });
  const settings = {
    name: 'Life',
    tier: { windowMs: 250 },
    slowMs: 3000,
    words: ['bad', 'worse'],
    deviceLimit: 9,
    perSecond: 7,
  };
  const now = { name: 'Life', slowMs: 3000, words: 2, deviceLimit: 9, perSecond: 7 };
  const made = await ok('POST', '/v1/rooms', { room: 'room:life', ...settings });
  expect(made).toMatchObject({
    ...now,
    room: 'room:life',
    open: true,
    closed: false,
    online: { devices: 0, users: 0 },
    peak: 0,
    visitors: 0,
    mutedAll: false,
    tier: { windowMs: 250, displayPerSecond: 50, overridden: true },
  });
  expect(await refusal('POST', '/v1/rooms', { room: 'room:life' })).toMatchObject({
    status: 409,
    code: 'already_exists',
  });
  expect(await ok('GET', '/v1/rooms/room:life')).toEqual(made);
  const off = { name: 'Life 2', tier: null, deviceLimit: null, perSecond: null, mutedAll: true };
  const changed = await ok('PATCH', '/v1/rooms/room:life', off);
  expect(changed).toMatchObject({ name: 'Life 2', mutedAll: true, slowMs: 3000, words: 2 });
  expect(changed).toMatchObject({ tier: { windowMs: 0, overridden: false } });
  expect([changed['deviceLimit'], changed['perSecond']]).toEqual([undefined, undefined]);
  await ok('POST', '/v1/rooms/room:life/close', {});
  expect(await ok('GET', '/v1/rooms/room:life')).toMatchObject({ closed: true });
  expect(await refusal('POST', '/v1/rooms/room:life/messages', text('late'))).toMatchObject({
    status: 410,
    code: 'room_closed',
  });
  expect(await refusal('POST', '/v1/rooms', { room: 'room:life' })).toMatchObject({
    code: 'already_exists',
  });
});

test('open rooms are listed by their devices, and their figures told', async () => {
  const [ann, bob] = [await viewer('ann', 'room:full'), await viewer('bob', 'room:full')];
  const cat = await viewer('cat', 'room:half');
  const rooms = async (query: string) => {
    const page = await ok('GET', `/v1/rooms${query}`);
    const items = page['items'] as { room: string; online: { devices: number } }[];
    return [items.map(({ room, online }) => [room, online.devices]), page['more']];
  };
  expect(await rooms('?limit=2')).toEqual([
    [
      ['room:full', 2],
      ['room:half', 1],
    ],
    true,
  ]);
  expect((await rooms('?limit=1&offset=1'))[0]).toEqual([['room:half', 1]]);
  await ok('POST', '/v1/rooms/room:full/messages', text('welcome'));
  await Promise.all([ann.hears('"welcome"'), bob.hears('"welcome"')]);
  const reliable = { ...text('card'), class: 'reliable' };
  await ok('POST', '/v1/rooms/room:full/messages', reliable);
  await Promise.all([ann.hears('"card"'), bob.hears('"card"')]);
  expect(await ok('GET', '/v1/rooms/room:full/stats')).toMatchObject({
    room: 'room:full',
    online: { devices: 2, users: 2 },
    peak: 2,
    visitors: 2,
    chat: { offered: 1, delivered: 2 },
    reliable: { delivered: 2, retried: 0, carried: 0, pulled: 0 },
    flushSizes: { p50: 1, max: 1, recent: [1] },
    counters: {},
    tier: { windowMs: 0, overridden: false },
  });
  const curve = async () =>
    (await ok('GET', '/v1/rooms/room:full/stats'))['curve'] as [number, number][];
  const [at, devices] = await until(async () => (await curve())[0], {
    what: 'a point of the curve',
  });
  const { createdAt } = await ok('GET', '/v1/rooms/room:full');
  expect(at).toBeGreaterThanOrEqual(Number(createdAt));
  expect([0, 1, 2]).toContain(devices);
  for (const { device } of [ann, bob, cat]) device.close();
});

test('the system and a user speak into a room', async () => {
  const ann = await viewer('ann', 'room:talk');
  const path = '/v1/rooms/room:talk/messages';
  const gift = { ...text('a rose'), from: 'rich', rank: 'gift' };
  expect(await ok('POST', path, gift)).toEqual({ at: expect.any(Number) });
  await ann.hears('"from":"rich","kind":"text","body":{"text":"a rose"},"rank":"gift"');
  const card = { ...text('now'), class: 'reliable', clientId: 'card-1', activateAt: 1 };
  const place = await ok('POST', path, card);
  expect(place).toMatchObject({ epoch: expect.any(Number), syncId: 1 });
  await ann.hears('"activateAt":1');
  expect(await ok('POST', path, card)).toEqual({ ...place, duplicate: true });
  expect(await refusal('POST', path, { ...card, from: 'eve' })).toMatchObject({
    status: 403,
    code: 'forbidden',
  });
  expect(await refusal('POST', path, { ...card, rank: 'gift' })).toMatchObject({
    status: 400,
    field: 'rank',
  });
  expect(await refusal('POST', path, { ...text('hm'), spreadMs: 5 })).toMatchObject({
    status: 400,
    field: 'spreadMs',
  });
  ann.device.close();
});

test('a user that is disabled does not speak through its backend either', async () => {
  await node.ok('PUT', '/v1/users/gone', {});
  await node.ok('PATCH', '/v1/users/gone', { disabled: true });
  expect(
    await refusal('POST', '/v1/rooms/room:talk/messages', { from: 'gone', ...text('hello') }),
  ).toMatchObject({ status: 403, code: 'forbidden', field: 'from' });
});

test('attributes are changed as one, and only if they are what was expected', async () => {
  const ann = await viewer('ann', 'room:state');
  const path = '/v1/rooms/room:state/attributes';
  const first = await ok('PATCH', path, { set: { phase: 'warm-up', pinned: { id: 'sku-8' } } });
  expect(first).toMatchObject({ versions: { phase: 1, pinned: 1 }, syncId: 1 });
  await ann.hears('"sku-8"');
  const change = { set: { phase: 'sale', pinned: null }, expect: { phase: 1 } };
  expect(await ok('PATCH', path, change)).toMatchObject({ versions: { phase: 2, pinned: 0 } });
  expect(await refusal('PATCH', path, change)).toMatchObject({
    status: 412,
    code: 'version_mismatch',
  });
  expect(await refusal('PATCH', path, { set: { a: 1 }, from: 'eve' })).toMatchObject({
    code: 'forbidden',
  });
  await ok('PUT', '/v1/rooms/room:state/roles/ann', { role: 'host' });
  expect(await ok('PATCH', path, { set: { a: 1 }, from: 'ann' })).toMatchObject({ syncId: 3 });
  expect(await ok('GET', path)).toEqual({
    a: { value: 1, version: 3 },
    phase: { value: 'sale', version: 2 },
  });
  ann.device.close();
});

test('counters are added to, and taken from', async () => {
  const path = '/v1/rooms/room:likes/counters';
  expect(await ok('POST', path, { add: { like: 10, stock: 5 } })).toEqual({ like: 10, stock: 5 });
  expect(await ok('POST', path, { add: { stock: -2 } })).toEqual({ like: 10, stock: 3 });
  expect(await ok('GET', path)).toEqual({ like: 10, stock: 3 });
});

test('people: who is in, what role they have, and who may not speak', async () => {
  const [ann, bob] = [await viewer('ann', 'room:people'), await viewer('bob', 'room:people')];
  const path = '/v1/rooms/room:people';
  expect(await ok('PUT', `${path}/roles/ann`, { role: 'host' })).toEqual({
    user: 'ann',
    role: 'host',
  });
  await ok('PUT', `${path}/roles/zoe`, { role: 'staff' });
  const members = await ok('GET', `${path}/members`);
  expect(members).toMatchObject({ complete: true, online: { devices: 2, users: 2 } });
  const roleOf = (members['members'] as { user: string; role: string }[]).map(
    ({ user, role }) => `${user} ${role}`,
  );
  expect(roleOf.toSorted()).toEqual(['ann host', 'bob viewer']);
  expect(await ok('GET', `${path}/roles?limit=1`)).toEqual({
    items: [{ user: 'ann', role: 'host' }],
    more: true,
  });
  expect(await ok('GET', `${path}/roles?after=ann`)).toEqual({
    items: [{ user: 'zoe', role: 'staff' }],
    more: false,
  });
  await ok('POST', `${path}/moderation`, { action: 'mute', user: 'bob', device: 'tv', ms: 60_000 });
  await ok('POST', `${path}/moderation`, { from: 'ann', action: 'ban', user: 'bob' });
  await ok('POST', `${path}/moderation`, { action: 'slow', ms: 2000 });
  expect(await refusal('POST', `${path}/moderation`, { action: 'mute' })).toMatchObject({
    status: 400,
    field: 'user',
  });
  expect(
    await refusal('POST', `${path}/moderation`, { from: 'eve', action: 'mute', user: 'ann' }),
  ).toMatchObject({ code: 'forbidden' });
  const told = () => bob.device.frames.find((frame) => frame['push'] === 'room.state');
  expect(await until(told, { what: 'the ban on the device' })).toMatchObject({ state: 'banned' });
  expect(await ok('GET', `${path}/moderation`)).toEqual({
    mutedAll: false,
    slowMs: 2000,
    muted: [{ user: 'bob', device: 'tv', until: expect.any(Number) }],
    banned: [{ user: 'bob', until: 0 }],
  });
  for (const { device } of [ann, bob]) device.close();
});

test('the token of a spread command is checked', async () => {
  const ann = await viewer('ann', 'room:rush');
  const message = { ...text('go'), class: 'reliable', spreadMs: 60_000 };
  const { at, epoch, syncId } = (await ok('POST', '/v1/rooms/room:rush/messages', message)) as {
    at: number;
    epoch: number;
    syncId: number;
  };
  const place = { room: 'room:rush', epoch, syncId };
  const token = `room:rush ${epoch} ${syncId} ann phone ${ann.entered['ticket']}`;
  const dueAt = at + spreadDelayMs(place, { user: 'ann', device: 'phone' }, 60_000);
  expect(await ok('POST', '/v1/rooms/verify', { token })).toEqual({
    ...place,
    user: 'ann',
    device: 'phone',
    dueAt,
    early: expect.any(Boolean),
  });
  for (const bad of [token.replace('ann', 'eve'), token.replace(' 1 ', ' 9 '), 'nonsense']) {
    expect(await refusal('POST', '/v1/rooms/verify', { token: bad })).toMatchObject({
      status: 400,
      code: 'invalid_argument',
      field: 'token',
    });
  }
  ann.device.close();
});

test('the tiers of all rooms of the app are changed while they run', async () => {
  await ok('POST', '/v1/rooms', { room: 'room:tiers' });
  const before = await ok('GET', '/v1/room-tiers');
  const tiers = [
    { fromDevices: 0, windowMs: 40, flushItems: 3, displayPerSecond: 5 },
    { fromDevices: 100, windowMs: 500, flushItems: 0, displayPerSecond: 2 },
  ];
  expect(await ok('PUT', '/v1/room-tiers', { tiers })).toEqual({ tiers });
  expect(await ok('GET', '/v1/room-tiers')).toEqual({ tiers });
  expect(await ok('GET', '/v1/rooms/room:tiers')).toMatchObject({
    tier: { windowMs: 40, flushItems: 3, displayPerSecond: 5, overridden: false },
  });
  await ok('PUT', '/v1/room-tiers', before);
});

test('every operation of rooms was called above', () => {
  expect(operations.missing()).toEqual([]);
});
