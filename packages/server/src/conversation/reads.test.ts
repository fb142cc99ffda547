import { expect, test } from 'bun:test';
import type { ConversationId } from '@eagre/protocol';
import type { Commit } from '../timeline/timeline.ts';
import { by, group, makeGroup, newStation, refusal, type Station, text } from './test/station.ts';

const direct = 'direct:ann:bob' as ConversationId;

async function filled(station: Station, messages: number, id = direct) {
  for (let i = 0; i < messages; i += 1) {
    await station.services.sender.send(by('ann'), text(id));
  }
}

test('a mark moves forward only, and not past the head', async () => {
  const station = newStation();
  await filled(station, 5);
  const mark = async (syncId: number) =>
    (await station.services.reads.mark(by('bob'), direct, syncId)).syncId;
  expect([await mark(3), await mark(2), await mark(5), await mark(99)]).toEqual([3, 3, 5, 5]);
});

test('a mark that another node stored is known', async () => {
  const station = newStation();
  await filled(station, 5);
  const write = { write: 'read', conversation: `shop/${direct}`, user: 'bob', syncId: 4 };
  await station.timeline.commit({ writes: [write as never], appends: [] });
  expect(await station.services.reads.mark(by('bob'), direct, 2)).toEqual({ syncId: 4 });
});

test('own other devices and the peer of a direct conversation are told', async () => {
  const station = newStation();
  await filled(station, 2);
  await station.services.reads.mark(by('bob', 'phone'), direct, 2);
  const frame = { push: 'read', conversation: direct, user: 'bob', syncId: 2 };
  expect(station.pushed).toEqual([
    { subject: 'shop/user:bob', frame, except: 'bob/phone' },
    { subject: 'shop/user:ann', frame, except: undefined },
  ]);
});

test('in a group only own devices are told', async () => {
  const station = newStation();
  const id = await makeGroup(station, ['ann', 'bob']);
  await filled(station, 1, id);
  await station.services.reads.mark(by('bob', 'phone'), id, 2);
  expect(station.pushed.map(({ subject }) => subject)).toEqual(['shop/user:bob']);
});

test('many marks at once need few commits, and each answer comes after its own', async () => {
  const commits: Commit[] = [];
  const station = newStation({}, (timeline) => ({
    ...timeline,
    commit: (commit) => {
      commits.push(commit);
      return timeline.commit(commit);
    },
  }));
  await filled(station, 100);
  commits.length = 0;
  const stored = async () =>
    (await station.timeline.member(`shop/${direct}` as never, 'bob' as never))?.read ?? 0;
  await Promise.all(
    Array.from({ length: 100 }, async (_, i) => {
      const answer = await station.services.reads.mark(by('bob'), direct, i + 1);
      expect(answer.syncId).toBeGreaterThanOrEqual(i + 1);
      expect(await stored()).toBeGreaterThanOrEqual(i + 1);
    }),
  );
  expect(commits.length).toBeLessThanOrEqual(3);
});

test('refusals', async () => {
  const station = newStation();
  const id = await makeGroup(station, ['ann']);
  const mark = (conversation: ConversationId) =>
    refusal(station.services.reads.mark(by('bob'), conversation, 1));
  expect(await mark(id)).toMatchObject({ code: 'not_member' });
  expect(await mark(group('no'))).toMatchObject({ code: 'not_found' });
  expect(await mark('room:x' as ConversationId)).toMatchObject({ code: 'unsupported' });
});
