import { expect, test } from 'bun:test';
import { conversationKey } from '../keys.ts';
import { app, backend, by, makeGroup, newStation, refusal, text, user } from './test/station.ts';

test('a new role counts at once, is stored, and leaves watermark and log as they are', async () => {
  const station = newStation();
  const { groupRoles, groupMembers, reads, sender } = station.services;
  const id = await makeGroup(station, ['ann', 'bob', 'cat']);
  await sender.send(by('ann'), text(id));
  await reads.mark(by('bob'), id, 2);
  const remove = () => groupMembers.remove(by('bob'), id, [user('cat')]);
  expect(await refusal(remove())).toMatchObject({ code: 'forbidden' });
  expect(await groupRoles.set(backend, id, user('bob'), 'admin')).toMatchObject({
    role: 'admin',
    read: 2,
  });
  expect(await station.entries(id)).toHaveLength(2);
  const key = conversationKey(app, id);
  expect(await station.timeline.member(key, user('bob'))).toMatchObject({ role: 'admin', read: 2 });
  expect((await station.timeline.conversation(key))?.version).toBe(2);
  expect((await remove()).unchanged).toEqual([]);
});

test('the same role again stores nothing', async () => {
  const station = newStation();
  const id = await makeGroup(station, ['ann', 'bob']);
  const { groupRoles } = station.services;
  expect(await groupRoles.set(backend, id, user('ann'), 'owner')).toMatchObject({ role: 'owner' });
  expect((await station.timeline.conversation(conversationKey(app, id)))?.version).toBe(1);
});

test('two who are made the owner at once: one is, the other and the first are admins', async () => {
  const station = newStation();
  const id = await makeGroup(station, ['ann', 'bob', 'cat']);
  const { groupRoles } = station.services;
  const make = (name: string) => groupRoles.set(backend, id, user(name), 'owner');
  await Promise.all([make('bob'), make('cat')]);
  const members = await station.timeline.members(conversationKey(app, id), '', 9);
  expect(members.map(({ role }) => role).toSorted()).toEqual(['admin', 'admin', 'owner']);
});

test('a group without an owner gets one', async () => {
  const station = newStation();
  const id = await makeGroup(station, ['ann', 'bob'], { owner: undefined });
  await station.services.groupRoles.set(backend, id, user('bob'), 'owner');
  const members = await station.timeline.members(conversationKey(app, id), '', 9);
  expect(members.map(({ role }) => role)).toEqual(['member', 'owner']);
});

test('only a backend may, only for members, and the owner only gives way to another', async () => {
  const station = newStation();
  const id = await makeGroup(station, ['ann', 'bob']);
  const { groupRoles } = station.services;
  const set = (actor: typeof backend, name: string) =>
    refusal(groupRoles.set(actor, id, user(name), 'admin'));
  expect(await set(by('ann'), 'bob')).toMatchObject({ code: 'forbidden', field: 'role' });
  expect(await set(backend, 'eve')).toMatchObject({ code: 'not_member', field: 'user' });
  expect(await set(backend, 'ann')).toMatchObject({ code: 'forbidden', field: 'role' });
});
