import { expect, test } from 'bun:test';
import { tempDir, until } from '@eagre/testkit';
import { ServerChild } from './support/server-child.ts';
import { Viewer } from './support/viewer.ts';
import type { WireClient } from './support/wire-client.ts';

const room = 'room:show1';
const path = `/v1/rooms/${room}`;
const flags = ['--room-grace-ms=200', '--room-idle-ms=500'];
const names = (word: string) => Array.from({ length: 10 }, (_, i) => `${word}${i}`);
const likesOf = (i: number) => 3 + 7 * i;

/** A show from the first viewer to the last, seen by the SDK, by the bare wire and by the backend. */
test('a show: chat, cards, attributes, likes and hops are the same for everybody', async () => {
  using data = tempDir();
  await using server = await ServerChild.start({ data: data.path, flags });
  const { api } = server;
  await api.ok('PUT', `${path}/roles/host`, { role: 'host' });
  await using stack = new AsyncDisposableStack();
  const enter = async (user: string) => stack.use(await Viewer.enter(server, user, room));
  const host = await enter('host');
  const fans = await Promise.all(names('fan').map(enter));
  const wires = await Promise.all(names('wire').map((user) => wireViewer(server, user)));
  for (const wire of wires) stack.use(wire);
  expect([host.room.role, fans[0]?.room.role]).toEqual(['host', 'viewer']);
  const everybody = [host, ...fans];
  for (const viewer of everybody) await until(() => viewer.room.online.devices === 21);
  await until(() => host.joined >= 20, { what: `20 joins at the host, not ${host.joined}` });

  await chat(everybody, wires);
  await reliable(host, everybody, wires);
  await attributes(host, everybody);
  await likes(server, fans, wires);

  const members = await host.room.members();
  expect(members).toMatchObject({ complete: true, online: { devices: 21, users: 21 } });
  const inside = ['host', ...names('fan'), ...names('wire')];
  expect(members.members.map(({ user }) => String(user)).toSorted()).toEqual(inside.toSorted());
  const told = await api.ok('GET', `${path}/members`);
  expect(told).toEqual(JSON.parse(JSON.stringify(members)));

  await hop(server, fans);
  await figures(server);
  expect(everybody.flatMap(({ wrongs }) => wrongs)).toEqual([]);
  expect(host.joined).toBeLessThanOrEqual(21);
  await stack.disposeAsync();
  await until(async () => (await api.ok<{ items: [] }>('GET', '/v1/rooms')).items.length === 0, {
    what: 'both rooms to be let go',
  });
}, 60_000);

async function wireViewer(server: ServerChild, user: string): Promise<WireClient> {
  const client = await server.device(user);
  const answer = await client.request('room.enter', { room, gen: 1 });
  expect(answer).toMatchObject({ room, role: 'viewer', entries: [], attributes: {} });
  return client;
}

/** Everybody says something, and everybody sees each of it once, the own words included. */
async function chat(viewers: Viewer[], wires: WireClient[]): Promise<void> {
  const body = (user: string) => ({ text: `hello of ${user}` });
  const said = [...names('fan'), ...names('wire'), 'host'].map((user) => body(user).text);
  await Promise.all([
    ...viewers.map(({ client, room: inside }) => inside.send(body(client.user).text)),
    ...wires.map((wire, i) =>
      wire.request('room.send', { room, clientId: 'c', kind: 'text', body: body(`wire${i}`) }),
    ),
  ]);
  const wireTexts = (wire: WireClient) => wire.chatOf(room).map(({ body: { text } }) => `${text}`);
  for (const viewer of viewers) await until(() => viewer.texts.length >= said.length);
  for (const wire of wires) await until(() => wireTexts(wire).length >= said.length);
  for (const viewer of viewers) expect(viewer.texts.toSorted()).toEqual(said.toSorted());
  for (const wire of wires) expect(wireTexts(wire).toSorted()).toEqual(said.toSorted());
  const ranks = wires[0]
    ?.chatOf(room)
    .flatMap(({ from, rank }) => (rank ? [`${from} ${rank}`] : []));
  expect(ranks).toEqual(['host staff']);
}

async function reliable(host: Viewer, viewers: Viewer[], wires: WireClient[]): Promise<void> {
  const card = {
    kind: 'item',
    body: { itemId: 'sku-8', title: 'Cup', price: 1990, currency: 'EUR' },
  };
  expect(await host.room.sendReliable(card)).toMatchObject({ syncId: 1 });
  const notice = { kind: 'notice', body: { title: 'Nearly sold out' } };
  expect(await host.room.sendReliable(notice)).toMatchObject({ syncId: 2 });
  const entries = [
    { syncId: 1, text: 'Cup' },
    { syncId: 2, text: 'Nearly sold out' },
  ];
  for (const viewer of viewers) await until(() => viewer.reliable.length >= 2);
  for (const viewer of viewers) expect(viewer.reliable).toEqual(entries);
  for (const wire of wires) await until(() => wire.reliableOf(room).length >= 2);
  for (const wire of wires) {
    expect(wire.reliableOf(room)).toMatchObject([
      { syncId: 1, entry: { type: 'message', from: 'host', role: 'host', ...card } },
      { syncId: 2, entry: { type: 'message', from: 'host', role: 'host', ...notice } },
    ]);
  }
  const [fan] = viewers.slice(1);
  await expect(fan?.room.sendReliable('me too')).rejects.toMatchObject({ code: 'forbidden' });
}

async function attributes(host: Viewer, viewers: Viewer[]): Promise<void> {
  const pinned = { itemId: 'sku-8', stock: 5 };
  const first = await host.room.set({ pinned, phase: 'warm-up' });
  expect(first).toMatchObject({ versions: { pinned: 1, phase: 1 }, syncId: 3 });
  const next = { set: { pinned: { ...pinned, stock: 4 }, phase: null }, expect: { pinned: 1 } };
  expect(await host.room.set(next.set, next)).toMatchObject({ versions: { pinned: 2, phase: 0 } });
  await expect(host.room.set(next.set, next)).rejects.toMatchObject({ code: 'version_mismatch' });
  const [, fan] = viewers;
  await expect(fan?.room.set({ pinned: 0 })).rejects.toMatchObject({ code: 'forbidden' });
  for (const viewer of viewers) {
    await until(() => viewer.reliable.length >= 4);
    expect(viewer.reliable.slice(2).map(({ text }) => text)).toEqual([
      'set pinned phase',
      'set pinned -phase',
    ]);
    expect(viewer.room.attributes).toEqual({ pinned: { value: next.set.pinned, version: 2 } });
  }
}

/** Taps of all, in several sums each, and a repeated one: the total is exact everywhere. */
async function likes(server: ServerChild, fans: Viewer[], wires: WireClient[]): Promise<void> {
  const total = fans.reduce((sum, _, i) => sum + likesOf(i), 0) + 10 * wires.length;
  const tapping = fans.map(async ({ room: inside }, i) => {
    for (let tap = 0; tap < likesOf(i); tap += 1) {
      inside.tap('like');
      if (tap % 30 === 29) await Bun.sleep(400);
    }
  });
  for (const wire of wires) {
    await wire.request('room.tap', { room, seq: 5, counts: { like: 6 } });
    await wire.request('room.tap', { room, seq: 9, counts: { like: 4 } });
    await wire.request('room.tap', { room, seq: 9, counts: { like: 4 } });
    await wire.request('room.tap', { room, seq: 5, counts: { like: 6 } });
  }
  await Promise.all(tapping);
  for (const { room: inside } of fans) {
    await until(() => inside.counters['like'] === total, { what: `${total} likes at a fan` });
  }
  const heard = () =>
    wires.map((wire) => wire.roomFrames(room).findLast(({ counters }) => counters)?.counters);
  await until(() => heard().every((counters) => counters?.['like'] === total), {
    what: `${total} likes on the wire`,
  });
  expect(await server.api.ok('GET', `${path}/counters`)).toEqual({ like: total });
}

async function hop(server: ServerChild, fans: Viewer[]): Promise<void> {
  const hoppers = fans.slice(0, 4);
  const rest = fans.slice(4);
  const hopped = await Promise.all(hoppers.map((fan) => fan.hop('beside')));
  for (const { closed } of hoppers) expect(closed).toMatchObject({ reason: 'left' });
  for (const { room: inside } of rest) await until(() => inside.online.devices === 17);
  for (const { room: inside } of hopped) await until(() => inside.online.devices === 4);
  const { items } = await server.api.ok<{ items: object[] }>('GET', '/v1/rooms');
  expect(items).toMatchObject([
    { room, online: { devices: 17, users: 17 } },
    { room: 'room:beside', online: { devices: 4, users: 4 } },
  ]);
  // What is said in the one room is not heard in the other.
  await rest[0]?.room.send('still here');
  await hopped[0]?.room.send('over here');
  await until(() => rest[1]?.texts.includes('still here'));
  await until(() => hopped[1]?.texts.includes('over here'));
  expect(hopped[1]?.texts).toEqual(['over here']);
  expect(rest[1]?.texts).not.toContain('over here');
}

async function figures(server: ServerChild): Promise<void> {
  const stats = await server.api.ok<{ chat: { delivered: number } }>('GET', `${path}/stats`);
  expect(stats).toMatchObject({
    online: { devices: 17, users: 17 },
    peak: 21,
    visitors: 21,
    chat: { offered: 22, refused: 0, delivered: 21 * 21 + 17 },
    reliable: { delivered: 4 * 21, pulled: 0 },
  });
  expect(await server.api.ok('GET', path)).toMatchObject({ open: true, closed: false, peak: 21 });
}
