import { expect, test } from 'bun:test';
import type { ConversationId } from '@eagre/protocol';
import {
  app,
  backend,
  by,
  group,
  makeGroup,
  newStation,
  refusal,
  type Station,
  text,
  user,
} from './test/station.ts';

const direct = 'direct:ann:bob' as ConversationId;

async function filled(station: Station, messages: number, id = direct) {
  for (let i = 0; i < messages; i += 1) {
    await station.services.sender.send(by('ann'), text(id));
  }
}

test('the two of a direct conversation see how far each has read, wherever it was told', async () => {
  const station = newStation();
  const { readMarks, reads } = station.services;
  await filled(station, 5);
  expect(await readMarks.of(by('ann'), direct, 100)).toEqual({ reads: [], more: false });
  await reads.mark(by('bob'), direct, 4);
  await reads.mark(by('ann'), direct, 2);
  const told = { reads: [mark('bob', 4), mark('ann', 2)], more: false };
  expect(await readMarks.of(by('ann'), direct, 100)).toEqual(told);
  expect(await readMarks.of(by('bob'), direct, 100)).toEqual(told);
  // As another node stores it.
  const write = { write: 'read', conversation: `${app}/${direct}`, user: 'bob', syncId: 5 };
  await station.timeline.commit({ writes: [write as never], appends: [] });
  expect((await readMarks.of(by('ann'), direct, 1)).reads).toEqual([mark('bob', 5)]);
});

test('in a group those who have read furthest come first, and newcomers begin where they joined', async () => {
  const station = newStation();
  const { readMarks, reads, groupMembers } = station.services;
  const id = await makeGroup(station, ['ann', 'cid', 'bob', 'dan'], { open: true });
  await filled(station, 6, id);
  await groupMembers.join(by('eve'), id);
  for (const [name, syncId] of [
    ['bob', 5],
    ['ann', 2],
    ['cid', 5],
  ] as const) {
    await reads.mark(by(name), id, syncId);
  }
  // Dan has read nothing but what he began with.
  const begun = [mark('cid', 5), mark('ann', 2), mark('dan', 1)];
  const all = [mark('eve', 8), mark('bob', 5), ...begun];
  expect(await readMarks.of(by('dan'), id, 5)).toEqual({ reads: all, more: false });
  expect(await readMarks.of(backend, id, 2)).toEqual({ reads: all.slice(0, 2), more: true });
  const { members } = await station.services.groups.members(backend, id, { limit: 9 });
  const byName = new Map(members.map((member) => [String(member.user), member.read]));
  for (const { user: name, syncId } of all) expect(byName.get(name)).toBe(syncId);
});

test('no mark is told beyond the head: the log may have been put back from a backup', async () => {
  const station = newStation();
  await filled(station, 3);
  const write = { write: 'read', conversation: `${app}/${direct}`, user: 'bob', syncId: 9 };
  await station.timeline.commit({ writes: [write as never], appends: [] });
  const { reads } = await station.services.readMarks.of(by('ann'), direct, 100);
  expect(reads).toEqual([mark('bob', 3)]);
});

test('only those who ask cost anything, and in a large group not even they', async () => {
  let rows = 0;
  const station = newStation({ readMarkMembers: 3 }, (timeline) => ({
    ...timeline,
    members: async (...given) => {
      const found = await timeline.members(...given);
      rows += found.length;
      return found;
    },
  }));
  const { readMarks, groupMembers } = station.services;
  const id = await makeGroup(station, ['ann', 'bob', 'cid']);
  await readMarks.of(by('ann'), id, 100);
  rows = 0;
  await station.services.reads.mark(by('bob'), id, 1);
  expect(rows).toBe(0);
  await readMarks.of(by('ann'), id, 1);
  expect(rows).toBe(3);
  await groupMembers.invite(by('ann'), id, [user('dan')]);
  rows = 0;
  const { code, field, message } = await refusal(readMarks.of(by('ann'), id, 1));
  expect([rows, code, field]).toEqual([0, 'limit_exceeded', 'conversation']);
  expect(message).toContain('has 4 members: reads are told of 3 at most');
});

test('refusals, and a direct conversation in which nothing was said', async () => {
  const station = newStation();
  const id = await makeGroup(station, ['ann']);
  const { readMarks } = station.services;
  const ask = (name: string, conversation: ConversationId) =>
    refusal(readMarks.of(by(name), conversation, 100));
  expect(await readMarks.of(by('ann'), direct, 100)).toEqual({ reads: [], more: false });
  expect(await ask('cid', direct)).toMatchObject({ code: 'not_found' });
  await filled(station, 1);
  expect(await ask('cid', direct)).toMatchObject({ code: 'not_member' });
  expect(await ask('bob', id)).toMatchObject({ code: 'not_member' });
  expect(await ask('bob', group('no'))).toMatchObject({ code: 'not_found' });
  expect(await ask('bob', 'room:x' as ConversationId)).toMatchObject({ code: 'unsupported' });
  await station.services.groups.remove(backend, id);
  expect(await ask('ann', id)).toMatchObject({ code: 'not_found' });
});

function mark(name: string, syncId: number) {
  return { user: user(name), syncId };
}
