import { expect, test } from 'bun:test';
import type { ConversationId } from '@eagre/protocol';
import { by, makeGroup, newStation, refusal, type Station } from './test/station.ts';

const direct = 'direct:ann:bob' as ConversationId;
const subjects = ({ pushed }: Station) => pushed.map(({ subject }) => subject);

test('the peer of a direct conversation is told, before the first message too', async () => {
  const station = newStation();
  await station.services.typing.typing(by('ann', 'phone'), direct);
  expect(station.pushed).toEqual([
    {
      subject: 'shop/user:bob',
      frame: { push: 'typing', conversation: direct, user: 'ann' },
      except: 'ann/phone',
    },
  ]);
  expect(station.rows()).toBe(0);
});

test('a group hears it by user queues in write mode, by its own queue in read mode', async () => {
  const station = newStation();
  const id = await makeGroup(station, ['ann', 'bob', 'cid']);
  await station.services.typing.typing(by('ann'), id);
  expect(subjects(station)).toEqual(['shop/user:bob', 'shop/user:cid']);
  station.pushed.length = 0;
  await station.services.switcher.switchTo(`shop/${id}` as never, 'read');
  await station.services.typing.typing(by('bob'), id);
  expect(subjects(station)).toEqual([`shop/${id}`]);
});

test('a large write-mode group does not hear it', async () => {
  const station = newStation({ typingMembers: 2 });
  const id = await makeGroup(station, ['ann', 'bob', 'cid'], { policy: 'write' });
  await station.services.typing.typing(by('ann'), id);
  expect(station.pushed).toEqual([]);
});

test('one user is heard every two seconds, a conversation five times a second', async () => {
  const station = newStation();
  const names = Array.from({ length: 9 }, (_, i) => `u${i}`);
  const id = await makeGroup(station, names, { policy: 'read' });
  for (const name of [...names, ...names]) await station.services.typing.typing(by(name), id);
  expect(station.pushed).toHaveLength(5);
  await station.clock.advance(1000);
  for (const name of names) await station.services.typing.typing(by(name), id);
  expect(station.pushed).toHaveLength(9);
  await station.clock.advance(1000);
  await station.services.typing.typing(by('u0'), id);
  expect(station.pushed).toHaveLength(10);
});

test('strangers are refused', async () => {
  const station = newStation();
  const id = await makeGroup(station, ['ann', 'bob']);
  const { typing } = station.services;
  expect(await refusal(typing.typing(by('zoe'), id))).toMatchObject({ code: 'not_member' });
  expect(await refusal(typing.typing(by('zoe'), direct))).toMatchObject({ code: 'not_found' });
});
