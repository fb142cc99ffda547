import { expect, test } from 'bun:test';
import { FakeClock } from '@eagre/testkit';
import type { Config } from '../../src/config/schema.ts';
import { TestDevice } from '../support/test-device.ts';
import { TestNode } from '../support/test-node.ts';

const text = { kind: 'text', body: { text: 'hi' } };

/** Time stands still, so that no rate lets anything more through. */
function start(config: Partial<Config>): Promise<TestNode> {
  return TestNode.start({ config, clock: new FakeClock() });
}

async function deviceOf(node: TestNode, user: string): Promise<TestDevice> {
  return TestDevice.open(node.url, await node.token(user), 'phone');
}

/** `ok`, or the code of the refusal with whatever else the error says. */
function outcomeOf(answer: Record<string, unknown>) {
  return answer['error'] ?? 'ok';
}

test('rooms of an app', async () => {
  await using node = await start({ roomsPerApp: 1 });
  await node.ok('POST', '/v1/rooms', { room: 'room:one' });
  const second = await node.call('POST', '/v1/rooms', { body: { room: 'room:two' } });
  expect([second.status, second.body['error']]).toMatchObject([
    409,
    { code: 'limit_exceeded', field: 'room', message: expect.stringContaining('1') },
  ]);
});

test('devices of a room, and rooms of a device', async () => {
  await using node = await start({ roomDevices: 1, roomsPerDevice: 2 });
  const [ann, bob] = [await deviceOf(node, 'ann'), await deviceOf(node, 'bob')];
  const enter = async (device: TestDevice, room: string, gen: number) =>
    outcomeOf(await device.request('room.enter', { room, gen }));
  expect(await enter(ann, 'room:one', 1)).toBe('ok');
  expect(await enter(bob, 'room:one', 1)).toMatchObject({
    code: 'room_full',
    temporary: true,
    field: 'room',
  });
  expect(await enter(ann, 'room:two', 2)).toBe('ok');
  expect(await enter(ann, 'room:three', 3)).toMatchObject({ code: 'limit_exceeded' });
  for (const device of [ann, bob]) device.close();
});

test('a server on which rooms must be made by the backend', async () => {
  await using node = await start({ roomsOnDemand: false });
  const ann = await deviceOf(node, 'ann');
  const enter = async () => outcomeOf(await ann.request('room.enter', { room: 'room:r', gen: 1 }));
  expect(await enter()).toMatchObject({ code: 'not_found', field: 'room' });
  await node.ok('POST', '/v1/rooms', { room: 'room:r' });
  expect(await enter()).toBe('ok');
  ann.close();
});

test('messages of a user, of a room and of all rooms: the refusal says whose it is and when to come', async () => {
  const rates = { roomUserPerSecond: 1, roomUserBurst: 2 };
  await using node = await start({ ...rates, roomAppPerSecond: 1, roomAppBurst: 4 });
  await node.ok('POST', '/v1/rooms', { room: 'room:slow', perSecond: 1 });
  let messages = 0;
  const said = async (device: TestDevice, room: string) => {
    messages += 1;
    const clientId = `m${messages}`;
    return outcomeOf(await device.request('room.send', { room, clientId, ...text }));
  };
  const devices: TestDevice[] = [];
  for (const user of ['ann', 'bob', 'cat']) {
    const device = await deviceOf(node, user);
    await device.request('room.enter', { room: 'room:slow', gen: 1 });
    await device.request('room.enter', { room: 'room:other', gen: 2 });
    devices.push(device);
  }
  const [ann, bob, cat] = devices as [TestDevice, TestDevice, TestDevice];
  expect([await said(ann, 'room:slow'), await said(bob, 'room:slow')]).toEqual(['ok', 'ok']);
  const refused = { code: 'rate_limited', temporary: true, retryAfterMs: expect.any(Number) };
  expect(await said(cat, 'room:slow')).toMatchObject({
    ...refused,
    message: 'at most 1 messages a second in one room, 2 at once',
  });
  expect([await said(cat, 'room:other'), await said(cat, 'room:other')]).toEqual(['ok', 'ok']);
  expect(await said(cat, 'room:other')).toMatchObject({
    ...refused,
    message: 'at most 1 messages a second by one user in a room, 2 at once',
  });
  expect(await said(ann, 'room:other')).toMatchObject({
    ...refused,
    message: 'at most 1 messages a second in all rooms of one app, 4 at once',
  });
  for (const device of devices) device.close();
});

test("what a backend says in rooms counts as the app's sends", async () => {
  await using node = await start({ appSendsPerSecond: 1, appSendsBurst: 2 });
  const say = (more = {}) =>
    node.call('POST', '/v1/rooms/room:r/messages', { body: { ...text, ...more } });
  const answers = [await say(), await say({ class: 'reliable' }), await say()];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 429]);
  expect(answers[2]?.body['error']).toMatchObject({ code: 'rate_limited', temporary: true });
});

test('an app sees its own rooms and nothing of those of another', async () => {
  const secret = 'a-secret-of-enough-length-0001';
  const apps = [{ id: 'shop', keys: [{ id: 'k1', secret }], jwt: { hs256: 'x'.repeat(32) } }];
  await using node = await start({ apps: apps as unknown as Config['apps'] });
  const shop = { headers: { authorization: `Bearer shop.k1.${secret}` } };
  await node.ok('POST', '/v1/rooms', { room: 'room:r' });
  expect((await node.call('GET', '/v1/rooms/room:r')).status).toBe(200);
  for (const path of ['room:r', 'room:r/stats', 'room:r/members', 'room:r/attributes']) {
    const answer = await node.call('GET', `/v1/rooms/${path}`, shop);
    expect([path, answer.status]).toEqual([path, 404]);
  }
  expect((await node.call('GET', '/v1/rooms', shop)).body).toEqual({ items: [], more: false });
});
