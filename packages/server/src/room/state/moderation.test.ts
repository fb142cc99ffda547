import { expect, test } from 'bun:test';
import { type RoomRole, wireLimits } from '@eagre/protocol';
import { limits } from '../../limits.ts';
import { type ModerationRequest, moderate } from './moderate.ts';
import { type ModerationRecord, moderationCodec } from './moderation-record.ts';
import { changedRole } from './room-change.ts';
import type { RoomState } from './room-state.ts';
import { refusal, Station, user } from './test/station.ts';

const now = 1_000_000;
const ann = { user: user('ann'), device: 'phone' as never };
const staff = { user: user('sue'), role: 'staff' } as const;
const backend = { user: user('system'), role: 'backend' } as const;
const hello = { text: 'hello' };

async function openRoom() {
  const station = new Station();
  const { state } = await station.open('n1');
  await state.changeSettings((before) =>
    changedRole(changedRole(before, user('hal'), 'host'), user('sue'), 'staff'),
  );
  return { station, state };
}

function says(
  state: RoomState,
  { atMs = now, role = 'viewer' as RoomRole, device = 'phone', body = hello as object } = {},
) {
  const speaker = { user: ann.user, device: device as never, role };
  return () => state.checkSpeech(speaker, body as Record<string, unknown>, atMs);
}

test('a mute holds for its time, for all devices, and host or staff may be muted too', async () => {
  const { state } = await openRoom();
  await moderate(state, staff, { action: 'mute', user: ann.user, ms: 60_000 }, now);
  const error = await refusal(says(state, { device: 'pad', atMs: now + 59_999 }));
  expect(error).toMatchObject({ code: 'muted' });
  expect(error.message).toContain(new Date(now + 60_000).toISOString());
  expect(state.mutedUntil(ann.user, ann.device, now)).toBe(now + 60_000);
  says(state, { atMs: now + 60_000 })();
  expect(state.mutedUntil(ann.user, ann.device, now + 60_000)).toBeUndefined();
  expect(await refusal(says(state, { role: 'staff' }))).toMatchObject({ code: 'muted' });
});

test('a mute of one device leaves the others; the longer of two counts', async () => {
  const { state } = await openRoom();
  await moderate(state, staff, { action: 'mute', ...ann }, now);
  says(state, { device: 'pad' })();
  expect((await refusal(says(state))).message).toContain('taken back');
  await moderate(state, staff, { action: 'mute', user: ann.user, ms: 5 }, now);
  expect(state.mutedUntil(ann.user, ann.device, now)).toBe(0);
  await moderate(state, staff, { action: 'unmute', ...ann }, now);
  expect(state.mutedUntil(ann.user, ann.device, now)).toBe(now + 5);
});

test('who is banned can neither enter nor speak', async () => {
  const { state } = await openRoom();
  await moderate(state, staff, { action: 'ban', ...ann, ms: 10 }, now);
  expect(await refusal(() => state.checkEnter(ann, now))).toMatchObject({ code: 'banned' });
  expect(await refusal(says(state))).toMatchObject({ code: 'banned' });
  state.checkEnter({ ...ann, device: 'pad' as never }, now);
  state.checkEnter(ann, now + 10);
  await moderate(state, staff, { action: 'ban', user: ann.user }, now);
  await moderate(state, staff, { action: 'unban', user: ann.user }, now);
  state.checkEnter({ ...ann, device: 'pad' as never }, now);
});

test('when all are mute, host and staff speak on', async () => {
  const { state } = await openRoom();
  await moderate(state, staff, { action: 'mute_all' }, now);
  for (const role of ['viewer', 'follower'] as const) {
    expect(await refusal(says(state, { role }))).toMatchObject({ code: 'muted' });
  }
  for (const role of ['host', 'staff'] as const) says(state, { role })();
  await moderate(state, staff, { action: 'unmute_all' }, now);
  says(state)();
});

test('slow mode: what was refused does not count, and it is by user, not by device', async () => {
  const { state } = await openRoom();
  await moderate(state, staff, { action: 'slow', ms: 1000 }, now);
  says(state)();
  expect(await refusal(says(state, { device: 'pad', atMs: now + 400 }))).toMatchObject({
    code: 'slow_mode',
    retryAfterMs: 600,
  });
  says(state, { atMs: now + 1000 })();
  says(state, { atMs: now + 1001, role: 'host' })();
  await state.changeSettings((before) => ({ ...before, words: ['bad'] }));
  expect(await refusal(says(state, { atMs: now + 2000, body: { text: 'bad' } }))).toMatchObject({
    code: 'word_refused',
  });
  says(state, { atMs: now + 2001 })();
  says(state, { atMs: now - 3_600_000 })();
  await moderate(state, staff, { action: 'slow', ms: 0 }, now);
  says(state, { atMs: now - 3_600_000 })();
});

test('words are looked for in every text of a body, and the answer does not tell them', async () => {
  const { state } = await openRoom();
  await state.changeSettings((before) => ({ ...before, words: ['假货', 'text'] }));
  const error = await refusal(says(state, { body: { a: [1, { b: ['全是假货啊'] }] } }));
  expect(error).toMatchObject({ code: 'word_refused', field: 'body' });
  expect(error.message).not.toContain('假货');
  says(state, { body: { text: 'names of fields are shown to nobody' } })();
  says(state, { role: 'staff', body: { text: '假货' } })();
  await state.changeSettings((before) => ({ ...before, words: ['other'] }));
  says(state, { body: { text: '假货' } })();
  expect(await refusal(says(state, { body: { text: 'Other' } }))).toMatchObject({
    code: 'word_refused',
  });
});

const refused: [by: RoomRole, request: ModerationRequest, code: string, field: string][] = [
  ['viewer', { action: 'mute_all' }, 'forbidden', 'action'],
  ['follower', { action: 'ban', user: ann.user }, 'forbidden', 'action'],
  ['staff', { action: 'mute' }, 'invalid_argument', 'user'],
  ['staff', { action: 'unban' }, 'invalid_argument', 'user'],
  ['staff', { action: 'mute', user: user('hal') }, 'forbidden', 'user'],
  ['host', { action: 'ban', user: user('sue') }, 'forbidden', 'user'],
  ['staff', { action: 'unmute', user: user('sue') }, 'forbidden', 'user'],
  ['host', { action: 'mute', user: ann.user, ms: 0 }, 'invalid_argument', 'ms'],
  ['host', { action: 'slow' }, 'invalid_argument', 'ms'],
  ['host', { action: 'slow', ms: wireLimits.moderationMs + 1 }, 'invalid_argument', 'ms'],
  ['host', { action: 'slow', ms: 0.5 }, 'invalid_argument', 'ms'],
];

for (const [role, request, code, field] of refused) {
  test(`${JSON.stringify(request)} by a ${role} is refused: ${code} of ${field}`, async () => {
    const { state, station } = await openRoom();
    const commits = station.store.stats().commits;
    const call = () => moderate(state, { user: user('x'), role }, request, now);
    expect(await refusal(call)).toMatchObject({ code, field });
    expect(station.store.stats().commits).toBe(commits);
  });
}

test('the backend may mute host and staff', async () => {
  const { state } = await openRoom();
  await moderate(state, backend, { action: 'ban', user: user('hal') }, now);
  expect(await refusal(() => state.checkEnter({ user: user('hal') }, now))).toMatchObject({
    code: 'banned',
  });
});

test('closing twice closes once, and names who did it', async () => {
  const { state, station } = await openRoom();
  await moderate(state, staff, { action: 'close' }, now);
  await moderate(state, backend, { action: 'close' }, now + 5);
  expect(state.settings.closedAt).toBe(now);
  expect(await station.log()).toEqual([{ type: 'closed', at: now, by: 'sue' }]);
});

test('doing it again stores nothing', async () => {
  const { state, station } = await openRoom();
  const twice: ModerationRequest[] = [
    { action: 'mute', user: ann.user },
    { action: 'unmute', user: ann.user },
    { action: 'mute_all' },
    { action: 'slow', ms: 5 },
  ];
  for (const request of twice) {
    await moderate(state, staff, request, now);
    const commits = station.store.stats().commits;
    await moderate(state, staff, request, now);
    expect(station.store.stats().commits).toBe(commits);
  }
});

test('what has ended makes room, and beyond the limit nobody more is muted', async () => {
  const { state } = await openRoom();
  const terms = (from: number, count: number, until: number) =>
    Array.from({ length: count }, (_, i) => [`u${from + i}`, until] as const);
  const half = limits.roomModerated / 2;
  await state.changeModeration(() => ({
    muted: new Map(terms(0, half, 0)),
    banned: new Map(terms(half, half, now + 1)),
  }));
  const call = (atMs: number) => moderate(state, staff, { action: 'mute', user: ann.user }, atMs);
  expect(await refusal(() => call(now))).toMatchObject({ code: 'limit_exceeded', field: 'user' });
  await call(now + 1);
  expect([state.moderation.muted.size, state.moderation.banned.size]).toEqual([half + 1, 0]);
});

test('the largest record fits one document and survives the store', () => {
  const target = (i: number) => `${'u'.repeat(60)}${i}/${'d'.repeat(64)}`;
  const muted = Array.from({ length: limits.roomModerated }, (_, i) => [target(i), now] as const);
  const record: ModerationRecord = { muted: new Map(muted), banned: new Map() };
  const text = moderationCodec.encode(record);
  expect(text.length).toBeLessThanOrEqual(limits.documentLength);
  expect(moderationCodec.decode(text)).toEqual(record);
});
