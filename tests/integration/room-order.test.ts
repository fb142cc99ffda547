import { afterEach, beforeEach, expect, test } from 'bun:test';
import { type TempDir, tempDir, until } from '@eagre/testkit';
import { ServerChild } from './support/server-child.ts';
import { Viewer } from './support/viewer.ts';

const room = 'room:show1';
const path = `/v1/rooms/${room}`;
/** What concerns a device it is told before the figures of the room, which go once a second. */
const atOnceMs = 600;

let data: TempDir;
let server: ServerChild;
let stack: AsyncDisposableStack;

beforeEach(async () => {
  data = tempDir();
  server = await ServerChild.start({ data: data.path, flags: ['--room-grace-ms=200'] });
  stack = new AsyncDisposableStack();
});
afterEach(async () => {
  await stack.disposeAsync();
  await server[Symbol.asyncDispose]();
  data.remove();
});

const enter = async (user: string, device = `${user}-1`) =>
  stack.use(await Viewer.enter(server, user, room, { device }));
const backend = (request: object) => server.api.ok('POST', `${path}/moderation`, request);
const last = (viewer: Viewer) => viewer.states.at(-1);

async function isTold(viewer: Viewer, state: object): Promise<void> {
  const what = `${JSON.stringify(state)} at ${viewer.client.user}`;
  await until(() => Bun.deepMatch(state, last(viewer) ?? {}), { timeoutMs: atOnceMs, what });
}

async function isRefused(viewer: Viewer, code: string): Promise<void> {
  await expect(viewer.room.send('may I?')).rejects.toMatchObject({ code });
}

test('mutes: of a user, of one device, for a time; by the backend and by a host', async () => {
  await server.api.ok('PUT', `${path}/roles/host`, { role: 'host' });
  const [host, ann, bob] = [await enter('host'), await enter('ann'), await enter('bob')];
  const tablet = await enter('ann', 'ann-2');

  await backend({ action: 'mute', user: 'ann' });
  for (const device of [ann, tablet]) await isTold(device, { state: 'muted', until: 0 });
  for (const device of [ann, tablet]) await isRefused(device, 'muted');
  expect(ann.room.rules.mutedUntil).toBe(0);
  await backend({ action: 'unmute', user: 'ann' });
  for (const device of [ann, tablet]) await isTold(device, { state: 'unmuted' });
  await ann.room.send('back again');

  await host.room.moderate('mute', { user: 'ann', device: 'ann-2', ms: 600 });
  await isTold(tablet, { state: 'muted' });
  expect((last(tablet)?.until ?? 0) - Date.now()).toBeLessThan(600);
  await isRefused(tablet, 'muted');
  await ann.room.send('the other one may');
  await until(() => tablet.room.send('time is over'), { what: 'the end of a mute', pollMs: 50 });
  expect(bob.states).toEqual([]);
  for (const text of ['back again', 'the other one may', 'time is over']) {
    await until(() => bob.texts.includes(text), { what: text });
  }
  expect(bob.texts).not.toContain('may I?');

  // Who has no right to keep order keeps none.
  await expect(bob.room.moderate('mute', { user: 'ann' })).rejects.toMatchObject({
    code: 'forbidden',
  });
  await expect(host.room.moderate('mute')).rejects.toMatchObject({ code: 'invalid_argument' });
  expect(ann.states.map(({ state }) => state)).toEqual(['muted', 'unmuted']);
}, 30_000);

test('a banned user is out at once, stays out, and comes back when the ban is lifted', async () => {
  await server.api.ok('PUT', `${path}/roles/staff`, { role: 'staff' });
  const [staff, ann, bob] = [await enter('staff'), await enter('ann'), await enter('bob')];
  using wire = await server.device('ann', 'wire');
  await wire.request('room.enter', { room, gen: 1 });
  await staff.room.moderate('ban', { user: 'ann' });
  await until(() => ann.closed, { timeoutMs: atOnceMs, what: 'the ban at the SDK' });
  await until(() => wire.statesOf(room).length > 0, { timeoutMs: atOnceMs, what: 'a push' });
  expect(ann.closed).toMatchObject({ reason: 'banned' });
  expect(wire.statesOf(room)).toMatchObject([
    { push: 'room.state', room, state: 'banned', until: 0 },
  ]);
  await expect(wire.request('room.tap', { room, seq: 1, counts: { like: 1 } })).rejects.toThrow(
    'not_member',
  );
  await expect(ann.client.enter(room)).rejects.toMatchObject({ code: 'banned' });
  await until(() => bob.room.online.devices === 2);
  await staff.room.sendReliable('not for ann');
  await until(() => bob.reliable.length === 1);
  expect([ann.reliable, wire.reliableOf(room)]).toEqual([[], []]);
  expect(await server.api.ok('GET', `${path}/moderation`)).toMatchObject({
    banned: [{ user: 'ann', until: 0 }],
  });

  await backend({ action: 'unban', user: 'ann' });
  const again = new Viewer(ann.client, await ann.client.enter(room));
  await until(() => again.reliable.length === 1);
  await expect(staff.room.moderate('ban', { user: 'staff' })).rejects.toMatchObject({
    code: 'forbidden',
  });
}, 30_000);

test('rules of a whole room: silence, slow mode, words; whoever comes later is told them too', async () => {
  await server.api.ok('PUT', `${path}/roles/host`, { role: 'host' });
  const [host, ann, bob] = [await enter('host'), await enter('ann'), await enter('bob')];
  await host.room.moderate('mute_all');
  for (const viewer of [host, ann, bob]) await isTold(viewer, { state: 'muted_all' });
  for (const viewer of [ann, bob]) await isRefused(viewer, 'muted');
  await host.room.send('only I');
  await until(() => ann.texts.includes('only I'));
  const late = await enter('late');
  expect(late.room.rules.mutedAll).toBe(true);
  await backend({ action: 'unmute_all' });
  for (const viewer of [ann, late]) await isTold(viewer, { state: 'unmuted_all' });

  await backend({ action: 'slow', ms: 60_000 });
  for (const viewer of [ann, bob]) await isTold(viewer, { state: 'slow', slowMs: 60_000 });
  await ann.room.send('first');
  const refused = expect(ann.room.send('second')).rejects;
  await refused.toMatchObject({ code: 'slow_mode', temporary: true });
  await bob.room.send('mine');
  for (const text of ['a', 'b']) await host.room.send(text);
  await backend({ action: 'slow', ms: 0 });
  await isTold(ann, { state: 'slow', slowMs: 0 });
  await ann.room.send('third');

  await server.api.ok('PATCH', path, { words: ['swindle'] });
  await expect(ann.room.send('a SWINDLE!')).rejects.toMatchObject({ code: 'word_refused' });
  await until(() => bob.texts.includes('third') && bob.texts.includes('b'));
  const said = ['only I', 'first', 'mine', 'a', 'b', 'third'];
  expect(bob.texts.toSorted()).toEqual(said.toSorted());
}, 30_000);

test('a closed room tells whoever is in, and whoever comes late', async () => {
  const [ann, bob] = [await enter('ann'), await enter('bob')];
  using wire = await server.device('wire');
  await wire.request('room.enter', { room, gen: 1 });
  await server.api.ok('POST', `${path}/messages`, {
    kind: 'notice',
    body: { title: 'good night' },
    class: 'reliable',
  });
  await server.api.ok('POST', `${path}/close`, {});
  for (const viewer of [ann, bob]) {
    await until(() => viewer.closed, { timeoutMs: atOnceMs, what: 'the end at the SDK' });
    expect(viewer.closed).toMatchObject({ reason: 'closed' });
    expect(viewer.reliable).toEqual([{ syncId: 1, text: 'good night' }]);
    expect(viewer.wrongs).toEqual([]);
    await expect(viewer.room.send('still?')).rejects.toMatchObject({ code: 'not_in_room' });
    await expect(viewer.client.enter(room)).rejects.toMatchObject({ code: 'room_closed' });
  }
  expect(wire.reliableOf(room).at(-1)).toMatchObject({ syncId: 2, entry: { type: 'closed' } });
  await until(() => wire.statesOf(room).length > 0, { what: 'to be put out' });
  expect(wire.statesOf(room)).toMatchObject([{ push: 'room.state', room, state: 'closed' }]);
  await expect(enter('late')).rejects.toMatchObject({ code: 'room_closed' });
  expect(await server.api.ok('GET', path)).toMatchObject({ closed: true, online: { devices: 0 } });
  const late = { kind: 'text', body: { text: 'late' } };
  expect(await server.api.refusal('POST', `${path}/messages`, late)).toMatchObject({
    status: 410,
    code: 'room_closed',
  });
}, 30_000);
