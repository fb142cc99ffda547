import { expect, test } from 'bun:test';
import type { ConversationId } from '@eagre/protocol';
import { wireLimits } from '@eagre/protocol';
import { TimelineError } from '../timeline/timeline.ts';
import { backend, by, group, makeGroup, newStation, refusal, text, user } from './test/station.ts';

const direct = 'direct:ann:bob' as ConversationId;

test('a first direct message makes the conversation, in the log and both user queues', async () => {
  const station = newStation();
  const answer = await station.services.sender.send(by('ann'), text(direct));
  expect(answer).toMatchObject({ conversation: direct, syncId: 1, at: station.clock.now() });
  expect(station.rows()).toBe(3);
  const [message] = await station.entries(direct);
  expect(message).toMatchObject({ type: 'message', from: 'ann', kind: 'text' });
  for (const name of ['ann', 'bob']) {
    expect(await station.userEntries(name)).toEqual([
      { conversation: direct, epoch: answer.epoch, syncId: 1, type: 'copy', entry: message },
    ] as never);
  }
  expect((await station.services.sender.send(by('bob'), text(direct))).syncId).toBe(2);
});

test('a group in write mode costs a row for each member and one more', async () => {
  const station = newStation();
  const id = await makeGroup(station, ['ann', 'bob', 'cid', 'dee'], { policy: 'write' });
  const before = station.rows();
  for (let i = 1; i <= 10; i += 1) await station.services.sender.send(by('ann'), text(id));
  expect(station.rows() - before).toBe(10 * 5);
});

test.each([2, 40, 300])('a group of %i in read mode costs one row', async (members) => {
  const station = newStation();
  const names = Array.from({ length: members }, (_, i) => `u${i}`);
  const id = await makeGroup(station, names, { policy: 'read' });
  const before = station.rows();
  for (let i = 1; i <= 10; i += 1) await station.services.sender.send(by('u0'), text(id));
  expect(station.rows() - before).toBe(10);
});

test('a repeated client id gets the first answer and stores nothing', async () => {
  const station = newStation();
  const id = await makeGroup(station, ['ann', 'bob']);
  const message = text(id);
  const first = await station.services.sender.send(by('ann'), message);
  const before = station.rows();
  await station.clock.advance(5000);
  const again = await station.services.sender.send(by('ann'), message);
  expect(again).toEqual({ ...first, duplicate: true });
  expect(station.rows()).toBe(before);
});

test('the same client id of another sender or in another conversation is another message', async () => {
  const station = newStation();
  const one = await makeGroup(station, ['ann', 'bob'], {}, group('one'));
  const two = await makeGroup(station, ['ann', 'bob'], {}, group('two'));
  const message = text(one);
  await station.services.sender.send(by('ann'), message);
  const other = await station.services.sender.send(by('bob'), message);
  const elsewhere = await station.services.sender.send(by('ann'), {
    ...message,
    conversation: two,
  });
  expect([other.duplicate, elsewhere.duplicate]).toEqual([undefined, undefined]);
});

test('a repeated first direct message is a duplicate too', async () => {
  const station = newStation();
  const message = text(direct);
  const [one, two] = await Promise.all([
    station.services.sender.send(by('ann'), message),
    station.services.sender.send(by('ann'), message),
  ]);
  expect([one.syncId, two.syncId]).toEqual([1, 1]);
  expect(one.duplicate ?? two.duplicate).toBe(true);
  expect(station.rows()).toBe(3);
});

test('both sides may write first at the same time', async () => {
  const station = newStation();
  const answers = await Promise.all([
    station.services.sender.send(by('ann'), text(direct)),
    station.services.sender.send(by('bob'), text(direct)),
  ]);
  expect(answers.map(({ syncId }) => syncId).toSorted()).toEqual([1, 2]);
  expect(await station.userEntries('ann')).toHaveLength(2);
});

test('a personal message stands in the queues of its two ends only, with its anchor', async () => {
  const station = newStation();
  const id = await makeGroup(station, ['ann', 'bob', 'cid'], { policy: 'read' });
  const { syncId } = await station.services.sender.send(by('ann'), text(id));
  const before = station.rows();
  const message = { ...text(id, 'psst'), personalTo: user('bob') };
  const answer = await station.services.sender.send(by('ann'), message);
  expect(answer.syncId).toBe(syncId);
  expect(station.rows() - before).toBe(2);
  const personalOf = async (name: string) =>
    (await station.userEntries(name)).filter(({ type }) => type === 'personal');
  expect(await personalOf('bob')).toMatchObject([{ conversation: id, syncId }]);
  expect(await personalOf('ann')).toHaveLength(1);
  expect(await personalOf('cid')).toEqual([]);
  const again = await station.services.sender.send(by('ann'), message);
  expect(again).toEqual({ ...answer, duplicate: true });
});

test("a backend's personal message is stored for the addressee alone", async () => {
  const station = newStation();
  const id = await makeGroup(station, ['ann', 'bob']);
  const before = station.rows();
  await station.services.sender.send(backend, { ...text(id), personalTo: user('bob') });
  expect(station.rows() - before).toBe(1);
});

test('a backend writes to anybody, and has no queue of its own', async () => {
  const station = newStation();
  const notices = 'direct:ann:system' as ConversationId;
  await station.services.sender.send(backend, { ...text(notices), clientId: undefined });
  expect(station.rows()).toBe(2);
  expect(await station.userEntries('system')).toEqual([]);
  expect(await station.userEntries('ann')).toMatchObject([{ entry: { from: 'system' } }]);
});

test('refusals name code and field', async () => {
  const station = newStation();
  const id = await makeGroup(station, ['ann', 'bob']);
  const send = (name: string, conversation: string, more: object = {}) =>
    refusal(
      station.services.sender.send(by(name), {
        ...text(conversation as ConversationId),
        ...more,
      } as never),
    );
  const conversation = { field: 'conversation' };
  expect(await send('cid', id)).toMatchObject({ code: 'not_member', ...conversation });
  expect(await send('ann', 'group:none')).toMatchObject({ code: 'not_found', ...conversation });
  expect(await send('ann', 'direct:ann:ann')).toMatchObject({
    code: 'invalid_argument',
    ...conversation,
  });
  expect(await send('ann', 'direct:bob:ann')).toMatchObject({
    code: 'invalid_argument',
    ...conversation,
  });
  expect(await send('cid', direct)).toMatchObject({ code: 'not_found', ...conversation });
  await station.services.sender.send(by('ann'), text(direct));
  expect(await send('cid', direct)).toMatchObject({ code: 'not_member', ...conversation });
  for (const kind of ['service', 'channel', 'room']) {
    expect(await send('ann', `${kind}:x`)).toMatchObject({ code: 'unsupported', ...conversation });
  }
  expect(await send('ann', id, { personalTo: 'cid' })).toMatchObject({
    code: 'not_member',
    field: 'personalTo',
  });
});

test.each([
  ['text', {}, 'body.text'],
  ['text', { text: '' }, 'body.text'],
  ['text', { text: 7 }, 'body.text'],
  ['text', { text: 'x', more: 1 }, 'body.more'],
  ['item', { itemId: 'i', title: 't', price: -1 }, 'body.price'],
  ['image', { url: 'ftp://x.example/y' }, 'body.url'],
  ['custom:x', { a: { b: undefined } }, 'body.a'],
])('body of kind %s: %p is refused at %s', async (kind, body, field) => {
  const station = newStation();
  const send = station.services.sender.send(by('ann'), {
    ...text(direct),
    kind: kind as never,
    body,
  });
  const { code, field: refused, message } = await refusal(send);
  expect([code, refused]).toEqual(['invalid_argument', field]);
  expect(message).toContain(field);
  expect(station.rows()).toBe(0);
});

test('a body may not be larger or deeper than the limit', async () => {
  const { services } = newStation();
  const send = (body: Record<string, unknown>) =>
    services.sender.send(by('ann'), { ...text(direct), kind: 'custom:x', body });
  const fits = 'x'.repeat(wireLimits.bodyBytes - '{"a":""}'.length);
  await send({ a: fits });
  expect(await refusal(send({ a: `${fits}x` }))).toMatchObject({
    code: 'too_large',
    field: 'body',
  });
  expect(await refusal(send({ a: 'é'.repeat(fits.length - 1) }))).toMatchObject({
    code: 'too_large',
  });
  let deep: Record<string, unknown> = {};
  for (let level = 0; level < 100_000; level += 1) deep = { a: deep };
  expect(await refusal(send(deep))).toMatchObject({ code: 'invalid_argument', field: 'body' });
});

test('a user in too many conversations can not be written to for the first time', async () => {
  const { services } = newStation({ conversationsPerUser: 2 });
  await services.sender.send(by('ann'), text('direct:ann:bob' as ConversationId));
  await services.sender.send(by('ann'), text('direct:ann:cid' as ConversationId));
  const third = services.sender.send(by('dee'), text('direct:ann:dee' as ConversationId));
  expect(await refusal(third)).toMatchObject({ code: 'limit_exceeded', field: 'conversation' });
  await services.sender.send(by('bob'), text('direct:ann:bob' as ConversationId));
});

test('what the store can not take is not acknowledged', async () => {
  const station = newStation({}, (timeline) => ({
    ...timeline,
    commit: async () => {
      throw new TimelineError('full', 'no room');
    },
  }));
  const send = station.services.sender.send(by('ann'), text(direct));
  await expect(send).rejects.toBeInstanceOf(TimelineError);
});
