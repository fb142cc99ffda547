import { expect, test } from 'bun:test';
import { tempDir, until } from '@eagre/testkit';
import { ServerChild } from './support/server-child.ts';
import { Viewer } from './support/viewer.ts';
import type { WireClient } from './support/wire-client.ts';

const room = 'room:show1';
const messages = 60;
const cards = 6;

/** Packed or not, frames say the same, in the same order. */
test('devices with packed frames and without see the same', async () => {
  using data = tempDir();
  const flags = ['--room-user-per-second=1000', '--room-user-burst=1000', '--room-grace-ms=200'];
  await using server = await ServerChild.start({ data: data.path, flags });
  const tier = { windowMs: 0, displayPerSecond: 0 };
  await server.api.ok('POST', '/v1/rooms', { room, tier });
  using packed = await wireViewer(server, 'packed', { pack: 'deflate' });
  using plain = await wireViewer(server, 'plain');
  await using packs = await Viewer.enter(server, 'packs', room, { pack: true });
  await using plainly = await Viewer.enter(server, 'plainly', room, { pack: false });
  const wires = [packed, plain];
  const viewers = [packs, plainly];
  for (const viewer of viewers) await until(() => viewer.room.online.devices === 4);

  // Long and short in turns, quickly: one that is soon unpacked must not overtake.
  const said = Array.from({ length: messages }, (_, n) =>
    `第 ${n} 条 — message ${n} ❤`.padEnd(n % 2 === 0 ? 4000 : 1, '…'),
  );
  for (const [n, text] of said.entries()) {
    await plain.request('room.send', { room, clientId: `c${n}`, kind: 'text', body: { text } });
    if (n % 10 === 0) await sendCard(server, n / 10);
  }
  const isComplete = (chat: number, reliable: number) => chat === messages && reliable === cards;
  for (const viewer of viewers) {
    await until(() => isComplete(viewer.chat.length, viewer.reliable.length));
    expect(viewer.texts).toEqual(said);
    expect(viewer.wrongs).toEqual([]);
  }
  for (const wire of wires) {
    await until(() => isComplete(wire.chatOf(room).length, wire.reliableOf(room).length));
  }
  const ofTheShow = (wire: WireClient) =>
    wire.roomFrames(room).filter(({ chat, entries }) => chat ?? entries);
  expect(ofTheShow(packed)).toEqual(ofTheShow(plain));
  expect(packs.reliable).toEqual(plainly.reliable);
  expect(plain.packed).toBe(0);
  expect(packed.packed).toBeGreaterThan(0);
  // Small ones come as text: packing them would gain nothing.
  expect(packed.packed).toBeLessThan(packed.roomFrames(room).length);
}, 30_000);

async function wireViewer(server: ServerChild, user: string, args: object = {}) {
  const client = await server.device(user, 'd1', args);
  await client.request('room.enter', { room, gen: 1 });
  return client;
}

function sendCard(server: ServerChild, n: number) {
  const body = { itemId: `sku-${n}`, title: `card ${n}` };
  const message = { kind: 'item', body, class: 'reliable' };
  return server.api.ok('POST', `/v1/rooms/${room}/messages`, message);
}
