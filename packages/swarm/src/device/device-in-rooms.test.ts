import { afterEach, expect, test } from 'bun:test';
import { deflateSync } from 'node:zlib';
import { until } from '@eagre/testkit';
import { Device } from './device.ts';
import { Fleet } from './fleet.ts';
import { FakeRoomServer } from './test/fake-room-server.ts';

let server: FakeRoomServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

async function devices(count: number, options: { packs?: boolean; follows?: boolean } = {}) {
  server = new FakeRoomServer();
  const fleet = new Fleet(server);
  const all: Device[] = [];
  for (let i = 0; i < count; i += 1) {
    const { device } = await Device.connect(fleet, { user: `u${i}`, token: 't', ...options });
    await device.enter('room:a');
    all.push(device);
  }
  return { server, fleet, all };
}

const chat = (...ids: string[]) => ids.map((id) => ({ from: 'x', id, kind: 'text', body: {} }));
const entry = (clientId: string) => ({
  type: 'message',
  from: 'x',
  at: 1,
  kind: 'text',
  body: { text: '1.5|' },
  clientId,
});

test('frames reach the application once and in order, and equal ones are parsed once', async () => {
  const { server, fleet, all } = await devices(3);
  server.room({ at: 1, head: 0, chat: chat('c1', 'c2') });
  server.room({ at: 2, head: 2, first: 1, entries: [entry('r1'), entry('r2')], chat: chat('c3') });
  server.room({ at: 3, head: 2, online: { devices: 3, users: 3 } });
  await until(() => fleet.roomPushes === 9, { what: 'all frames' });
  expect(fleet.roomFrames().different).toBe(3);
  expect({ chat: fleet.chat, reliable: fleet.reliable }).toEqual({ chat: 9, reliable: 6 });
  expect(all.map(({ received, seat }) => [received, seat?.chat])).toEqual(all.map(() => [2, 3]));
  expect(fleet.ledger.faults).toEqual([]);
  expect(fleet.ledger.order('room:a')).toEqual(['r1', 'r2']);
});

test('a hole is pulled, by a head alone too, and a repeat is handed over once', async () => {
  const { server, fleet, all } = await devices(1);
  server.log.push(entry('r1'), entry('r2'), entry('r3'));
  server.room({ at: 1, head: 3, first: 3, entries: [entry('r3')] });
  await until(() => all[0]?.received === 3, { what: 'the hole to be filled' });
  server.log.push(entry('r4'));
  server.room({ at: 2, head: 3, first: 2, entries: [entry('r2'), entry('r3')] });
  server.room({ at: 3, head: 4 });
  await until(() => all[0]?.received === 4, { what: 'the last one to be pulled' });
  expect(fleet.pulls).toBe(2);
  server.log.push(entry('r5'));
  server.push({ push: 'head', heads: [['room:a', 1, 5]] });
  await until(() => all[0]?.received === 5, { what: 'what the head push told of' });
  expect(fleet.ledger.faults).toEqual([]);
});

test('whoever enters a room with a log pulls it, and gets of a frame what is new', async () => {
  const { server, fleet, all } = await devices(1);
  server.log.push(entry('r1'), entry('r2'));
  await all[0]?.enter('room:a');
  await until(() => all[0]?.received === 2, { what: 'the log' });
  server.room({ at: 1, head: 3, first: 2, entries: [entry('r2'), entry('r3')] });
  await until(() => fleet.roomPushes === 1, { what: 'the frame' });
  expect([all[0]?.received, fleet.reliable, fleet.pulls]).toEqual([3, 3, 1]);
});

test('packed frames are read as their texts', async () => {
  const { server, fleet } = await devices(2, { packs: true });
  expect(server.packs).toEqual(['deflate', 'deflate']);
  const text = server.textOf({
    at: 1,
    head: 1,
    first: 1,
    entries: [entry('r1')],
    chat: chat('c1'),
  });
  server.binary(deflateSync(text));
  await until(() => fleet.roomPushes === 2, { what: 'both frames' });
  expect({ chat: fleet.chat, reliable: fleet.reliable }).toEqual({ chat: 2, reliable: 2 });
  expect(fleet.roomFrames().different).toBe(1);
  expect(fleet.ledger.faults).toEqual([]);
});

test('chat twice, chat that runs backwards, and a lost connection are faults', async () => {
  const { server, fleet } = await devices(1);
  server.room({ at: 5, head: 0, chat: chat('c1') });
  server.room({ at: 6, head: 0, chat: chat('c1') });
  server.room({ at: 4, head: 0, chat: chat('c2') });
  await until(() => fleet.roomPushes === 3, { what: 'all frames' });
  expect(fleet.ledger.faults).toEqual([
    'u0: chat of c1 after that of c1',
    'u0: chat of c2 after that of c1',
  ]);
  server.close(4008);
  await until(() => fleet.ledger.faultCount === 3, { what: 'the close' });
  expect(fleet.ledger.faults[2]).toContain('closed with 4008');
});

test('other pushes are not taken for frames, nor is a room that was left', async () => {
  const { server, fleet, all } = await devices(1);
  server.push({ push: 'read', conversation: 'group:a', user: 'x', syncId: 1 });
  server.push({ push: 'room.state', room: 'room:a', state: 'muted', until: 0 });
  await all[0]?.leave('room:a');
  server.room({ at: 1, head: 0, chat: chat('c1') });
  await until(() => fleet.roomPushes === 1 && fleet.states === 1, { what: 'both pushes' });
  expect(fleet.chat).toBe(0);
});

test('whoever does not follow counts frames only', async () => {
  const { server, fleet } = await devices(2, { follows: false });
  server.room({ at: 1, head: 7, chat: chat('c1') });
  await until(() => fleet.roomPushes === 2, { what: 'both frames' });
  expect([fleet.chat, fleet.pulls, fleet.roomFrames().different]).toEqual([0, 0, 0]);
});
