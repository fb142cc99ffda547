import { expect, test } from 'bun:test';
import { backend, by, group, makeGroup, newStation, refusal, text, user } from './test/station.ts';

const users = (...names: string[]) => names.map(user);

test('joining an open group: what follows the members entry is theirs', async () => {
  const station = newStation();
  const id = await makeGroup(station, ['ann', 'bob'], { open: true, policy: 'write' });
  await station.services.sender.send(by('ann'), text(id));
  const answer = await station.services.groupMembers.join(by('cid'), id);
  expect(answer).toMatchObject({ syncId: 3, group: { members: 3 }, unchanged: [] });
  expect(await station.userEntries('cid')).toMatchObject([{ type: 'joined', syncId: 3 }]);
  expect((await station.userEntries('bob')).at(-1)).toMatchObject({
    type: 'copy',
    syncId: 3,
    entry: { type: 'members', joined: ['cid'] },
  });
  await station.services.sender.send(by('cid'), text(id));
  expect((await station.userEntries('cid')).at(-1)).toMatchObject({ type: 'copy', syncId: 4 });
});

test('joining again changes nothing and answers the place of the head', async () => {
  const station = newStation();
  const id = await makeGroup(station, ['ann', 'bob']);
  await station.services.sender.send(by('ann'), text(id));
  const before = station.rows();
  const answer = await station.services.groupMembers.join(by('bob'), id);
  expect(answer).toMatchObject({ syncId: 2, unchanged: ['bob'] });
  expect(station.rows()).toBe(before);
});

test('a group that is not open is not joined, but any member may invite', async () => {
  const station = newStation();
  const { groupMembers } = station.services;
  const id = await makeGroup(station, ['ann', 'bob']);
  expect(await refusal(groupMembers.join(by('cid'), id))).toMatchObject({ code: 'forbidden' });
  expect(await refusal(groupMembers.invite(by('cid'), id, users('dee')))).toMatchObject({
    code: 'not_member',
  });
  const answer = await groupMembers.invite(by('bob'), id, users('dee', 'ann', 'cid', 'dee'));
  expect(answer).toMatchObject({ unchanged: ['ann'], group: { members: 4 } });
  expect(await station.userEntries('dee')).toMatchObject([{ type: 'joined', by: 'bob' }]);
  expect(await refusal(groupMembers.invite(by('bob'), id, users('system')))).toMatchObject({
    code: 'invalid_argument',
    field: 'users.0',
  });
});

test('a full group takes nobody, and nobody joins more than they may', async () => {
  const station = newStation({ conversationsPerUser: 1 });
  const { groupMembers } = station.services;
  const id = await makeGroup(station, ['ann', 'bob'], { memberLimit: 3 });
  expect(await refusal(groupMembers.invite(by('ann'), id, users('c', 'd')))).toMatchObject({
    code: 'group_full',
  });
  await makeGroup(station, ['dee'], {}, group('other'));
  expect(await refusal(groupMembers.invite(by('ann'), id, users('dee')))).toMatchObject({
    code: 'limit_exceeded',
  });
  await groupMembers.leave(by('dee'), group('other'));
  await groupMembers.invite(by('ann'), id, users('dee'));
});

test('joins at once all succeed, each in its own commit', async () => {
  const station = newStation();
  const id = await makeGroup(station, ['ann'], { open: true });
  const names = Array.from({ length: 60 }, (_, i) => `u${i}`);
  await Promise.all(names.map((name) => station.services.groupMembers.join(by(name), id)));
  const { members } = await station.services.groups.info(backend, id);
  expect(members).toBe(61);
  expect(await station.entries(id)).toHaveLength(61);
});

test('sends get through a storm of joins', async () => {
  const station = newStation({ conflictRetries: 1 });
  const id = await makeGroup(station, ['ann'], { open: true });
  const work: Promise<unknown>[] = [];
  for (let i = 0; i < 50; i += 1) {
    work.push(station.services.groupMembers.join(by(`u${i}`), id));
    work.push(station.services.sender.send(by('ann'), text(id)));
  }
  await Promise.all(work);
  expect(await station.entries(id)).toHaveLength(101);
});

test('leaving: the last entry is told, later ones do not come', async () => {
  const station = newStation();
  const id = await makeGroup(station, ['ann', 'bob', 'cid'], { policy: 'write' });
  const answer = await station.services.groupMembers.leave(by('bob'), id);
  expect(answer).toMatchObject({ syncId: 2, group: { members: 2 } });
  await station.services.sender.send(by('ann'), text(id));
  expect((await station.userEntries('bob')).at(-1)).toMatchObject({
    type: 'left',
    syncId: 2,
    reason: 'left',
    by: 'bob',
  });
  expect(await refusal(station.services.groupMembers.leave(by('bob'), id))).toMatchObject({
    code: 'not_member',
  });
  expect(await refusal(station.services.sender.send(by('bob'), text(id)))).toMatchObject({
    code: 'not_member',
  });
});

test('the group of an owner who leaves passes to the oldest of those who stay', async () => {
  const station = newStation();
  const { groups, groupMembers, reads } = station.services;
  const id = await makeGroup(station, ['zoe']);
  await station.clock.advance(10);
  await groupMembers.invite(by('zoe'), id, users('bob'));
  await station.clock.advance(10);
  await groupMembers.invite(by('zoe'), id, users('ann'));
  await station.services.sender.send(by('ann'), text(id));
  await reads.mark(by('bob'), id, 4);
  await groupMembers.leave(by('zoe'), id);
  const { members } = await groups.members(by('bob'), id, { limit: 9 });
  expect(members.map((member) => [member.user, member.role, member.read])).toEqual([
    ['ann', 'member', 3],
    ['bob', 'owner', 4],
  ] as never);
  await groupMembers.remove(by('bob'), id, users('ann'));
  await groupMembers.leave(by('bob'), id);
  expect(await groups.info(backend, id)).toMatchObject({ members: 0 });
});

test('an empty open group goes to whoever joins it first', async () => {
  const station = newStation();
  const id = await makeGroup(station, ['ann'], { open: true });
  await station.services.groupMembers.leave(by('ann'), id);
  await station.services.groupMembers.join(by('bob'), id);
  const { members } = await station.services.groups.members(by('bob'), id, { limit: 9 });
  expect(members).toMatchObject([{ user: 'bob', role: 'owner' }]);
});

test('only who stands higher may remove; a backend may remove all', async () => {
  const station = newStation();
  const { groupMembers } = station.services;
  const id = await makeGroup(station, ['ann', 'bob', 'cid']);
  const remove = (name: string, ...others: string[]) =>
    refusal(groupMembers.remove(by(name), id, users(...others)));
  expect(await remove('bob', 'cid')).toMatchObject({ code: 'forbidden' });
  expect(await remove('ann', 'bob', 'ann')).toMatchObject({ code: 'forbidden', field: 'users.1' });
  expect(await remove('dee', 'bob')).toMatchObject({ code: 'not_member' });
  const answer = await groupMembers.remove(by('ann'), id, users('bob', 'nobody'));
  expect(answer).toMatchObject({ unchanged: ['nobody'], group: { members: 2 } });
  expect((await station.userEntries('bob')).at(-1)).toMatchObject({
    type: 'left',
    reason: 'removed',
    by: 'ann',
  });
  await groupMembers.remove(backend, id, users('ann'));
  const { members } = await station.services.groups.members(by('cid'), id, { limit: 9 });
  expect(members).toMatchObject([{ user: 'cid', role: 'owner' }]);
});
