import { expect, test } from 'bun:test';
import { backend, by, group, makeGroup, newStation, refusal, text, user } from './test/station.ts';

const plain = { members: [], open: false };

test('a new group is one commit: log entry, joined entries, members with their start', async () => {
  const station = newStation();
  const { services } = station;
  const answer = await services.groups.create(by('ann'), group(), {
    name: 'Lobby',
    members: [user('bob'), user('ann'), user('bob')],
    open: true,
  });
  expect(answer).toMatchObject({
    group: { group: group(), name: 'Lobby', open: true, mode: 'write', policy: 'auto', members: 2 },
    syncId: 1,
    unchanged: [],
  });
  expect(await station.entries(group())).toMatchObject([
    { type: 'members', by: 'ann', joined: ['ann', 'bob'] },
  ]);
  expect(await station.userEntries('bob')).toMatchObject([
    { type: 'joined', conversation: group(), syncId: 1, mode: 'write', name: 'Lobby', by: 'ann' },
  ]);
  expect(station.rows()).toBe(3);
  const { members } = await services.groups.members(by('bob'), group(), { limit: 10 });
  expect(members.map(({ user: id, role, read }) => [id, role, read])).toEqual([
    ['ann', 'owner', 1],
    ['bob', 'member', 1],
  ] as never);
});

test('a large group starts in read mode', async () => {
  const station = newStation({ readModeMembers: 3 });
  const modeOf = async (names: string[], id = group()) => {
    await makeGroup(station, names, {}, id);
    return (await station.services.groups.info(backend, id)).mode;
  };
  expect(await modeOf(['a', 'b', 'c'], group('small'))).toBe('write');
  expect(await modeOf(['a', 'b', 'c', 'd'], group('large'))).toBe('read');
});

test('creating is refused', async () => {
  const station = newStation({ groupMembers: 3, conversationsPerUser: 2 });
  const { groups } = station.services;
  const create = (actor: typeof backend, input: object, id = group('x')) =>
    refusal(groups.create(actor, id, { ...plain, ...input }));
  await makeGroup(station, ['ann']);
  expect(await create(by('ann'), {}, group())).toMatchObject({ code: 'already_exists' });
  expect(await create(by('ann'), { members: ['b', 'c', 'd'] })).toMatchObject({
    code: 'group_full',
  });
  expect(await create(by('ann'), { members: ['b', 'system'] })).toMatchObject({
    code: 'invalid_argument',
    field: 'members.1',
  });
  for (const option of [{ policy: 'read' }, { priority: 'critical' }, { memberLimit: 2 }]) {
    const [field] = Object.keys(option);
    expect(await create(by('ann'), option)).toMatchObject({
      code: 'forbidden',
      field: field ?? '',
    });
  }
  expect(await create(backend, { memberLimit: 4 })).toMatchObject({
    code: 'invalid_argument',
    field: 'memberLimit',
  });
  await makeGroup(station, ['ann'], {}, group('second'));
  expect(await create(by('ann'), {})).toMatchObject({
    code: 'limit_exceeded',
    message: expect.stringContaining('ann'),
  });
});

test('two who make the same group at once: one gets it', async () => {
  const { services } = newStation();
  const both = await Promise.allSettled(
    ['ann', 'bob'].map((name) => services.groups.create(by(name), group(), plain)),
  );
  expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
});

test('members come in pages, to members only', async () => {
  const station = newStation();
  const id = await makeGroup(station, ['a', 'b', 'c', 'd', 'e']);
  const { groups } = station.services;
  const page = async (after?: string) => {
    const { members, more } = await groups.members(by('a'), id, {
      after: after === undefined ? undefined : user(after),
      limit: 2,
    });
    return [members.map((member) => member.user).join(''), more];
  };
  expect([await page(), await page('b'), await page('d')]).toEqual([
    ['ab', true],
    ['cd', true],
    ['e', false],
  ] as never);
  expect(await refusal(groups.members(by('z'), id, { limit: 2 }))).toMatchObject({
    code: 'not_member',
  });
  expect(await refusal(groups.members(by('a'), group('no'), { limit: 2 }))).toMatchObject({
    code: 'not_found',
  });
});

test('a new name goes into the log, and in write mode to every member', async () => {
  const station = newStation();
  const id = await makeGroup(station, ['ann', 'bob', 'cid'], { policy: 'write' });
  const before = station.rows();
  const answer = await station.services.groups.change(by('ann'), id, { name: 'New' });
  expect(answer).toMatchObject({ group: { name: 'New' }, syncId: 2 });
  expect(station.rows() - before).toBe(4);
  expect((await station.userEntries('cid')).at(-1)).toMatchObject({
    type: 'copy',
    syncId: 2,
    entry: { type: 'info', name: 'New', by: 'ann' },
  });
});

test('a new priority of a read-mode group is told to the user queues, for the lanes', async () => {
  const station = newStation();
  const id = await makeGroup(station, ['ann', 'bob'], { policy: 'read' });
  await station.services.groups.change(backend, id, { priority: 'critical' });
  expect((await station.entries(id)).at(-1)).toMatchObject({ type: 'info', priority: 'critical' });
  expect((await station.userEntries('bob')).at(-1)).toMatchObject({
    type: 'mode',
    mode: 'read',
    priority: 'critical',
    syncId: 2,
  });
});

test('a new policy switches the mode in the same commit', async () => {
  const station = newStation();
  const id = await makeGroup(station, ['ann', 'bob']);
  const { group: info } = await station.services.groups.change(backend, id, { policy: 'read' });
  expect(info).toMatchObject({ policy: 'read', mode: 'read' });
  expect((await station.userEntries('bob')).at(-1)).toMatchObject({ type: 'mode', mode: 'read' });
  const before = station.rows();
  await station.services.sender.send(by('ann'), text(id));
  expect(station.rows() - before).toBe(1);
});

test('changing is refused', async () => {
  const station = newStation();
  const id = await makeGroup(station, ['ann', 'bob', 'cid']);
  const change = (actor: typeof backend, input: object, of = id) =>
    refusal(station.services.groups.change(actor, of, input));
  expect(await change(by('bob'), { name: 'x' })).toMatchObject({ code: 'forbidden' });
  expect(await change(by('ann'), { priority: 'high' })).toMatchObject({
    code: 'forbidden',
    field: 'priority',
  });
  expect(await change(backend, { memberLimit: 2 })).toMatchObject({ code: 'group_full' });
  expect(await change(backend, { name: 'x' }, group('no'))).toMatchObject({ code: 'not_found' });
});

test('a deleted group is gone for everybody, and its id stays taken', async () => {
  const station = newStation();
  const { services } = station;
  const id = await makeGroup(station, ['ann', 'bob'], { open: true });
  await services.sender.send(by('ann'), text(id));
  expect(await refusal(services.groups.remove(by('ann'), id))).toMatchObject({ code: 'forbidden' });
  await services.groups.remove(backend, id);
  expect((await station.userEntries('bob')).at(-1)).toMatchObject({
    type: 'left',
    reason: 'deleted',
    syncId: 2,
  });
  expect(await station.entries(id)).toEqual([]);
  const calls = [
    services.sender.send(by('ann'), text(id)),
    services.groupMembers.join(by('ann'), id),
    services.groups.info(backend, id),
    services.groups.remove(backend, id),
    services.history.read(backend, id, { limit: 10 }),
  ];
  for (const call of calls) expect(await refusal(call)).toMatchObject({ code: 'not_found' });
  expect(await refusal(services.groups.create(by('ann'), id, plain))).toMatchObject({
    code: 'already_exists',
  });
  expect((await services.summaries.list(by('ann'), { offset: 0, limit: 9 })).conversations).toEqual(
    [],
  );
});
