import { expect, test } from 'bun:test';
import type { ConversationId, ConversationsAnswer } from '@eagre/protocol';
import { encodeSummaries } from './summaries.ts';
import { by, group, makeGroup, newStation, type Station, text } from './test/station.ts';

async function list(station: Station, name: string, offset = 0, limit = 100) {
  const page = await station.services.summaries.list(by(name), { offset, limit });
  return JSON.parse(encodeSummaries(page)) as ConversationsAnswer;
}

const direct = 'direct:ann:bob' as ConversationId;

test('newest first, with the last entry and what is unread', async () => {
  const station = newStation();
  const one = await makeGroup(station, ['ann', 'bob'], { name: 'One' }, group('one'));
  await station.clock.advance(10);
  const two = await makeGroup(station, ['ann', 'bob'], { policy: 'read' }, group('two'));
  await station.clock.advance(10);
  await station.services.sender.send(by('ann'), text(direct, 'hi'));
  await station.clock.advance(10);
  await station.services.sender.send(by('ann'), text(one, 'last'));
  await station.services.reads.mark(by('bob'), direct, 1);
  const { conversations, more } = await list(station, 'bob');
  expect(more).toBe(false);
  expect(conversations).toMatchObject([
    {
      conversation: one,
      name: 'One',
      head: 2,
      read: 1,
      unread: 1,
      last: { body: { text: 'last' } },
    },
    { conversation: direct, mode: 'write', head: 1, read: 1, unread: 0 },
    { conversation: two, mode: 'read', unread: 0, last: { type: 'members' } },
  ]);
  expect((await list(station, 'nobody')).conversations).toEqual([]);
});

test('the first direct message is unread for its addressee', async () => {
  const station = newStation();
  await station.services.sender.send(by('ann'), text(direct));
  const [summary] = (await list(station, 'bob')).conversations;
  expect(summary).toMatchObject({ head: 1, read: 0, unread: 1 });
});

test('what was said before somebody joined is not unread', async () => {
  const station = newStation();
  const id = await makeGroup(station, ['ann'], { open: true });
  for (let i = 0; i < 5; i += 1) await station.services.sender.send(by('ann'), text(id));
  await station.services.groupMembers.join(by('bob'), id);
  await station.services.sender.send(by('ann'), text(id));
  expect((await list(station, 'bob')).conversations).toMatchObject([{ head: 8, unread: 1 }]);
});

test('pages do not overlap, and a recalled last message shows no body', async () => {
  const station = newStation();
  for (const name of ['a', 'b', 'c']) await makeGroup(station, ['ann'], {}, group(name));
  const names = async (offset: number) => {
    const { conversations, more } = await list(station, 'ann', offset, 2);
    return [conversations.map(({ conversation }) => conversation), more] as unknown[];
  };
  expect(await names(0)).toEqual([['group:a', 'group:b'], true]);
  expect(await names(2)).toEqual([['group:c'], false]);
  await station.services.sender.send(by('ann'), text(direct));
  await station.services.recalls.recall(by('ann'), direct, 1);
  expect(JSON.stringify(await list(station, 'bob'))).not.toContain('hello');
});
