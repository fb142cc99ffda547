import { expect, test } from 'bun:test';
import type { ConversationId } from '@eagre/protocol';
import { backend, by, makeGroup, newStation, refusal, text } from './test/station.ts';

const direct = 'direct:ann:bob' as ConversationId;

test('the body leaves the log, its place stays, and everybody is told', async () => {
  const station = newStation();
  const { sender, recalls } = station.services;
  const message = text(direct, 'oops');
  await sender.send(by('ann'), message);
  expect(await recalls.recall(by('ann'), direct, 1)).toEqual({ syncId: 2 });
  expect(await station.entries(direct)).toEqual([
    {
      type: 'message',
      at: station.clock.now(),
      from: 'ann',
      kind: 'text',
      body: {},
      clientId: message.clientId,
      recalled: true,
    },
    { type: 'recall', at: station.clock.now(), by: 'ann', target: 1 },
  ] as never);
  expect((await station.userEntries('bob')).at(-1)).toMatchObject({
    type: 'copy',
    syncId: 2,
    entry: { type: 'recall', target: 1 },
  });
});

test('taking it back again gives the same answer and stores nothing', async () => {
  const station = newStation();
  const { sender, recalls } = station.services;
  const id = await makeGroup(station, ['ann', 'bob'], { policy: 'read' });
  const { syncId } = await sender.send(by('bob'), text(id));
  const [one, two] = await Promise.all([
    recalls.recall(by('bob'), id, syncId),
    recalls.recall(by('ann'), id, syncId),
  ]);
  const before = station.rows();
  await station.clock.advance(3600_000);
  expect([two, await recalls.recall(by('bob'), id, syncId)]).toEqual([one, one]);
  expect(station.rows()).toBe(before);
});

test('the sender has a limited time, owner and backend have not', async () => {
  const station = newStation();
  const { sender, recalls } = station.services;
  const id = await makeGroup(station, ['ann', 'bob', 'cid']);
  await sender.send(by('bob'), text(id));
  await sender.send(by('bob'), text(id));
  await sender.send(by('bob'), text(id));
  await station.clock.advance(120_000);
  expect(await recalls.recall(by('bob'), id, 2)).toEqual({ syncId: 5 });
  await station.clock.advance(1);
  expect(await refusal(recalls.recall(by('bob'), id, 3))).toMatchObject({ code: 'recall_expired' });
  expect(await refusal(recalls.recall(by('cid'), id, 3))).toMatchObject({ code: 'forbidden' });
  expect(await recalls.recall(by('ann'), id, 3)).toEqual({ syncId: 6 });
  expect(await recalls.recall(backend, id, 4)).toEqual({ syncId: 7 });
});

test('in a direct conversation only the sender may', async () => {
  const { services } = newStation();
  await services.sender.send(by('ann'), text(direct));
  expect(await refusal(services.recalls.recall(by('bob'), direct, 1))).toMatchObject({
    code: 'forbidden',
    field: 'syncId',
  });
});

test('only messages that are there can be taken back', async () => {
  const station = newStation();
  const id = await makeGroup(station, ['ann', 'bob']);
  const recall = (name: string, syncId: number) =>
    refusal(station.services.recalls.recall(by(name), id, syncId));
  expect(await recall('ann', 1)).toMatchObject({ code: 'not_found', field: 'syncId' });
  expect(await recall('ann', 2)).toMatchObject({ code: 'not_found', field: 'syncId' });
  expect(await recall('cid', 1)).toMatchObject({ code: 'not_member' });
  await station.services.sender.send(by('ann'), text(id));
  await station.timeline.trim(`shop/${id}` as never, 2);
  expect(await recall('ann', 2)).toMatchObject({ code: 'not_found' });
});

const copyOf = (syncId: number, words: string) => ({
  type: 'copy',
  syncId,
  entry: { body: { text: words } },
});
const takenBack = (syncId: number) => ({
  type: 'copy',
  syncId,
  entry: { body: {}, recalled: true },
});

test('the copies in the user queues lose the body too, and keep their places', async () => {
  const station = newStation();
  const { sender, recalls } = station.services;
  const id = await makeGroup(station, ['a.b', 'bob'], {}, 'group:x.y' as ConversationId);
  await makeGroup(station, ['bob'], {}, 'group:xxy' as ConversationId);
  await sender.send(by('bob'), text(id, 'secret'));
  await sender.send(by('bob'), text('group:xxy' as ConversationId, 'another'));
  await sender.send(by('bob'), text(id, 'public'));
  await recalls.recall(by('bob'), id, 2);
  expect((await station.userEntries('bob')).slice(2) as unknown[]).toMatchObject([
    takenBack(2),
    copyOf(2, 'another'),
    copyOf(3, 'public'),
    { type: 'copy', syncId: 4, entry: { type: 'recall' } },
  ]);
  expect((await station.userEntries('a.b')).slice(1) as unknown[]).toMatchObject([
    takenBack(2),
    copyOf(3, 'public'),
    { syncId: 4 },
  ]);
  const [log] = (await station.entries(id)).slice(1);
  const [, copy] = await station.userEntries('a.b');
  expect((copy as unknown as { entry: unknown }).entry).toEqual(log);
});

test('a copy that lies too far back stays, and so do those of a large group', async () => {
  const station = newStation({ recallLookBack: 3, recallCopies: 2, recallQueues: 1 });
  const { sender, recalls } = station.services;
  await sender.send(by('ann'), text(direct, 'near for bob'));
  for (const words of ['1', '2', '3']) {
    await sender.send(by('ann'), text('direct:ann:cid' as ConversationId, words));
  }
  await recalls.recall(by('ann'), direct, 1);
  expect((await station.userEntries('bob'))[0] as unknown).toMatchObject(takenBack(1));
  expect((await station.userEntries('ann'))[0] as unknown).toMatchObject(copyOf(1, 'near for bob'));
  const id = await makeGroup(station, ['ann', 'bob', 'cid']);
  await sender.send(by('ann'), text(id, 'to three'));
  await recalls.recall(by('ann'), id, 2);
  expect((await station.userEntries('cid')).at(-2) as unknown).toMatchObject(copyOf(2, 'to three'));
});
