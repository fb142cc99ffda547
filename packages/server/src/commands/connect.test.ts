import { afterEach, expect, test } from 'bun:test';
import { closeTable } from '@eagre/protocol';
import type { UserKey } from '../keys.ts';
import type { Limits } from '../limits.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { CommandNode, connectAnswer, token } from './test/command-node.ts';

const nodes: CommandNode[] = [];

function newNode(changed: Partial<Limits> = {}, wrap?: (timeline: Timeline) => Timeline) {
  const node = new CommandNode(changed, wrap);
  nodes.push(node);
  return node;
}

/** After each test nothing is left: no subscription, no connection, no timer. */
afterEach(async () => {
  for (const node of nodes.splice(0)) {
    node.close();
    await node.settle();
    expect(node.reported).toEqual([]);
    expect([node.gateway.connections, node.fanout.subscriptions]).toEqual([0, 0]);
    expect(node.clock.pendingTimers).toBe(0);
  }
});

const send = (conversation: string, text = 'hello') => ({
  conversation,
  clientId: crypto.randomUUID(),
  kind: 'text',
  body: { text },
});

test('a device that asks for it is sent packed room frames, others are not', async () => {
  const node = newNode();
  await node.device('ann', 'phone', { pack: 'deflate' });
  await node.device('ann', 'tablet');
  const packs = node.gateway.registry.devicesOf('shop/ann' as UserKey).map((one) => one.packs);
  expect(packs).toEqual([true, false]);
});

test('connect tells who the device is and all its queues, in one round trip', async () => {
  const node = newNode();
  const device = await node.device('ann');
  expect(connectAnswer(device)).toMatchObject({
    app: 'shop',
    user: 'ann',
    device: 'phone',
    now: node.clock.now() - 5,
    tokenExpiresAt: 1e15,
    heartbeatMs: 25_000,
    queues: [{ queue: 'user:ann', head: 0, items: [] }],
    dropped: [],
  });
});

test('two users talk; both devices of the sender see it', async () => {
  const node = newNode();
  const ann = await node.device('ann');
  const tablet = await node.device('ann', 'tablet');
  const bob = await node.device('bob');
  const { ok } = await node.call(ann, 'send', send('direct:ann:bob'));
  expect(ok).toMatchObject({ syncId: 1 });
  for (const device of [ann, tablet, bob]) {
    expect(device.pushes()).toMatchObject([
      { push: 'entries', first: 1, items: [{ type: 'copy', entry: { body: { text: 'hello' } } }] },
    ]);
  }
});

test('a group in read mode that a user is invited to comes to every device, live', async () => {
  const node = newNode({ readModeMembers: 1 });
  const ann = await node.device('ann');
  const bobs = [await node.device('bob', 'phone'), await node.device('bob', 'tablet')];
  await node.call(ann, 'group.create', { group: 'group:g', members: ['bob'] });
  await node.call(ann, 'send', send('group:g', 'first'));
  for (const device of bobs) {
    expect(device.pushes()).toMatchObject([
      { queue: 'user:bob', items: [{ type: 'joined', mode: 'read', syncId: 1 }] },
      { queue: 'group:g', first: 2, items: [{ body: { text: 'first' } }] },
    ]);
  }
  await node.call(ann, 'group.remove', { group: 'group:g', users: ['bob'] });
  const before = bobs[0]?.pushes().length;
  await node.call(ann, 'send', send('group:g', 'secret'));
  expect(bobs[0]?.pushes()).toHaveLength(before ?? 0);
});

test('what arrives while the answer is put together is told as a head after it', async () => {
  let during = async () => {};
  const node = newNode({}, (timeline) => ({
    ...timeline,
    ranges: async (requests) => {
      const ranges = await timeline.ranges(requests);
      await during();
      return ranges;
    },
  }));
  const bob = await node.device('bob');
  await node.call(bob, 'send', send('direct:ann:bob'));
  during = async () => {
    during = async () => {};
    await node.services.sender.send(
      { app: 'shop', user: 'bob', backend: false } as never,
      send('direct:ann:bob', 'meanwhile') as never,
    );
    // Lets the fan-out hand it out.
    await new Promise((resolve) => setImmediate(resolve));
  };
  const ann = await node.device('ann');
  await node.settle();
  const { queues } = connectAnswer(ann);
  expect(queues).toMatchObject([{ queue: 'user:ann', head: 1, items: [{ syncId: 1 }] }]);
  expect(ann.pushes()).toMatchObject([
    { push: 'head', heads: [['user:ann', expect.anything(), 2]] },
  ]);
});

test('a device that comes back gets what it missed, and nothing else', async () => {
  const node = newNode();
  const bob = await node.device('bob');
  await node.call(bob, 'send', send('direct:ann:bob', 'one'));
  const [queue] = connectAnswer(await node.device('ann')).queues;
  await node.call(bob, 'send', send('direct:ann:bob', 'two'));
  const again = await node.device('ann', 'phone', { positions: [['user:ann', queue?.epoch, 1]] });
  expect(connectAnswer(again).queues).toMatchObject([
    { from: 1, head: 2, items: [{ entry: { body: { text: 'two' } } }] },
  ]);
});

test.each([
  ['not a token', {}, 'unauthenticated', 'token'],
  [token({ expiresAt: 1 }), {}, 'token_expired', 'token'],
  [token({ device: 'tablet' }), {}, 'unauthenticated', 'token'],
  [token({ user: 'system' }), {}, 'forbidden', undefined],
  [token(), { device: 'no spaces' }, 'invalid_argument', 'device'],
  [token(), { positions: [['user:ann', 1]] }, 'invalid_argument', 'positions.0'],
  [token(), { recent: 101 }, 'invalid_argument', 'recent'],
])('connect with %p and %p is refused with %s', async (text, args, code, field) => {
  const node = newNode();
  const device = node.open();
  const { error } = await node.call(device, 'connect', { token: text, device: 'phone', ...args });
  expect(error).toMatchObject({ code: code as never });
  expect(error?.field).toBe(field as never);
  // The device may try again on the same connection.
  const again = await node.call(device, 'connect', { token: token(), device: 'phone' });
  expect(again.ok).toBeDefined();
});

test('a disabled user does not get in', async () => {
  const node = newNode();
  const record = { app: 'shop', user: 'ann', disabled: true, createdAt: 0 };
  await node.timeline.commit({ writes: [{ write: 'user', record: record as never }], appends: [] });
  const { error } = await node.call(node.open(), 'connect', { token: token(), device: 'phone' });
  expect(error).toMatchObject({ code: 'forbidden' });
});

test('a user that is disabled while its device connects does not stay', async () => {
  let looks = 0;
  const node = newNode({}, (timeline) => ({
    ...timeline,
    user: async (key) => {
      const seen = await timeline.user(key);
      looks += 1;
      if (looks > 1) return seen;
      // Its kick goes out now, and finds nobody to close.
      const record = { app: 'shop', user: 'ann', disabled: true, createdAt: 0 };
      await timeline.commit({ writes: [{ write: 'user', record: record as never }], appends: [] });
      return seen;
    },
  }));
  const device = node.open();
  device.say('connect', { token: token(), device: 'phone' });
  await node.settle();
  expect(device.closedWith).toBe(closeTable.kicked.code);
  expect(device.frames).toEqual([]);
});

test('devices of a user are counted, by the server’s limit or the token’s', async () => {
  const node = newNode({ devicesPerUser: 2 });
  const first = await node.device('ann', 'one');
  await node.device('ann', 'two');
  const third = node.open();
  third.say('connect', { token: token(), device: 'three' });
  await node.settle();
  expect(third.closedWith).toBe(closeTable.too_many_devices.code);
  await node.device('ann', 'one');
  expect(first.closedWith).toBe(closeTable.replaced.code);
  await node.device('bob', 'one');
  const strict = node.open();
  strict.say('connect', { token: token({ user: 'bob', maxDevices: 1 }), device: 'two' });
  await node.settle();
  expect(strict.closedWith).toBe(closeTable.too_many_devices.code);
});

test('a socket that closes while it connects leaves nothing behind', async () => {
  const node = newNode();
  const device = node.open();
  device.say('connect', { token: token(), device: 'phone' });
  device.events?.closed(1006, '');
  await node.settle();
  expect([node.fanout.subscriptions, node.gateway.registry.size]).toEqual([0, 0]);
});

test('a socket that closes while its answer is put together leaves nothing behind', async () => {
  let during = () => {};
  const node = newNode({ readModeMembers: 0 }, (timeline) => ({
    ...timeline,
    memberships: async (key) => {
      during();
      return timeline.memberships(key);
    },
  }));
  const bob = await node.device('bob');
  await node.call(bob, 'group.create', { group: 'group:g', members: ['ann'] });
  const device = node.open();
  during = () => device.events?.closed(1006, '');
  device.say('connect', { token: token(), device: 'phone' });
  await node.settle();
  // Bob's two are left.
  expect([node.fanout.subscriptions, node.gateway.registry.size]).toEqual([2, 1]);
});

test('renew takes a token of the same app, user and device only', async () => {
  const node = newNode();
  const device = await node.device('ann');
  const renew = (identity: object) => node.call(device, 'renew', { token: token(identity) });
  expect((await renew({ expiresAt: 2e15 })).ok).toEqual({ tokenExpiresAt: 2e15 });
  for (const other of [{ user: 'bob' }, { app: 'other' }, { device: 'tablet' }]) {
    expect((await renew(other)).error).toMatchObject({ code: 'unauthenticated', field: 'token' });
  }
});

test('sync on an open connection finds what never came', async () => {
  const node = newNode();
  const ann = await node.device('ann');
  await node.call(ann, 'send', send('direct:ann:bob'));
  const { ok } = await node.call(ann, 'sync', { positions: [['user:ann', 0, 0]] });
  expect(ok).toMatchObject({ queues: [{ queue: 'user:ann', head: 1, gap: 'epoch' }] });
});
