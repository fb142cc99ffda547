import { expect, test } from 'bun:test';
import type { ConversationId, HistoryAnswer } from '@eagre/protocol';
import { encodeHistory } from './history.ts';
import { backend, by, group, makeGroup, newStation, refusal, text, user } from './test/station.ts';

async function filledGroup() {
  const station = newStation();
  const id = await makeGroup(station, ['ann', 'bob', 'cid'], { open: true });
  for (let i = 2; i <= 10; i += 1) {
    await station.services.sender.send(by('ann'), text(id, `m${i}`));
    if (i % 4 === 0) {
      const personal = { ...text(id, `p${i}`), personalTo: user('bob') };
      await station.services.sender.send(backend, personal);
    }
  }
  const read = async (name: string, before: number | undefined, limit: number) => {
    const page = await station.services.history.read(by(name), id, { before, limit });
    return JSON.parse(encodeHistory(page)) as HistoryAnswer;
  };
  return { station, id, read };
}

test('pages go backwards to the beginning, personals with the stretch of their anchor', async () => {
  const { read } = await filledGroup();
  const seen: string[] = [];
  let before: number | undefined;
  for (let pages = 1; ; pages += 1) {
    const page = await read('bob', before, 4);
    seen.unshift(`${page.first}+${page.items.length}p${page.personal.map((one) => one.syncId)}`);
    expect(page.more).toBe(page.first > 1);
    if (!page.more) break;
    expect(pages).toBeLessThan(4);
    before = page.first;
  }
  expect(seen).toEqual(['1+2p', '3+4p4', '7+4p8']);
});

test('personals are the addressee’s alone', async () => {
  const { read } = await filledGroup();
  expect((await read('bob', undefined, 50)).personal).toHaveLength(2);
  expect((await read('cid', undefined, 50)).personal).toHaveLength(0);
});

test('a newcomer may read what was before', async () => {
  const { station, id, read } = await filledGroup();
  await station.services.groupMembers.join(by('dee'), id);
  expect((await read('dee', undefined, 50)).items).toHaveLength(11);
});

test('places past the end, at the beginning and in a trimmed log', async () => {
  const { station, id, read } = await filledGroup();
  expect(await read('bob', 999, 3)).toMatchObject({ first: 8, more: true });
  expect(await read('bob', 1, 3)).toMatchObject({ first: 1, items: [], more: false });
  await station.timeline.trim(`shop/${id}` as never, 6);
  expect(await read('bob', undefined, 50)).toMatchObject({ first: 7, more: false });
  expect((await read('bob', 5, 50)).items).toEqual([]);
});

test('members only; an unused direct conversation is empty for its two', async () => {
  const { station, id } = await filledGroup();
  const read = (name: string, conversation: string) =>
    station.services.history.read(by(name), conversation as ConversationId, { limit: 9 });
  expect(await refusal(read('zoe', id))).toMatchObject({ code: 'not_member' });
  expect(await refusal(read('zoe', group('no')))).toMatchObject({ code: 'not_found' });
  expect(await refusal(read('zoe', 'direct:ann:bob'))).toMatchObject({ code: 'not_found' });
  expect(await refusal(read('ann', 'channel:c'))).toMatchObject({ code: 'unsupported' });
  expect(await read('ann', 'direct:ann:bob')).toMatchObject({ items: [], first: 1, more: false });
});
