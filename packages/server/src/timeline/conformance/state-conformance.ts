import { expect, test } from 'bun:test';
import type { AppId, UserId } from '@eagre/protocol';
import { userKey } from '../../keys.ts';
import {
  ann,
  app,
  bob,
  conversation,
  entry,
  group,
  inboxOf,
  keyOfUser,
  member,
  type OpenStore,
  other,
  Subject,
} from './subject-conformance.ts';

export function stateConformance(open: OpenStore): void {
  test('a conversation is stored, replaced and listed in order of ids', async () => {
    await using store = await Subject.open(open);
    expect(await store.timeline.conversation(group)).toBeUndefined();
    await store.write(conversation('lobby', { name: '大厅' }), conversation('alpha'));
    await store.reopen();
    const first = { ...conversation('lobby', { name: '大厅' }).record, members: 0 };
    expect(await store.timeline.conversation(group)).toEqual(first);
    const changed = conversation('lobby', {
      version: 2,
      mode: 'read',
      priority: 'high',
      open: false,
    });
    await store.write(changed);
    await store.reopen();
    expect(await store.timeline.conversation(group)).toEqual({ ...changed.record, members: 0 });
    const list = async (after: string, limit: number) =>
      (await store.timeline.conversations(app, after, limit)).map((one) =>
        String(one.conversation),
      );
    expect(await list('', 10)).toEqual(['group:alpha', 'group:lobby']);
    expect(await list('', 1)).toEqual(['group:alpha']);
    expect(await list('group:alpha', 10)).toEqual(['group:lobby']);
    expect(await store.timeline.conversations('another', '', 10)).toEqual([]);
  });

  test("a member starts at the log's head after the appends of the commit", async () => {
    await using store = await Subject.open(open);
    await store.append(group, entry(1), entry(2));
    await store.commit({
      writes: [conversation(), member(ann, group, { start: 99 })],
      appends: [{ queues: [group], entry: entry('ann joined') }],
    });
    await store.append(group, entry(4));
    await store.write(member(ann, group, { role: 'admin', muted: true, read: 2 }));
    await store.reopen();
    const expected = member(ann, group, { role: 'admin', muted: true, read: 2, start: 3 }).record;
    expect(await store.timeline.member(group, ann)).toEqual(expected);
    expect(await store.timeline.member(group, bob)).toBeUndefined();
  });

  test('members are counted and listed in order of ids', async () => {
    await using store = await Subject.open(open);
    const users = ['dan', 'ann', 'cat', 'bob'] as UserId[];
    await store.write(conversation(), ...users.map((user) => member(user)), member(ann));
    expect((await store.timeline.conversation(group))?.members).toBe(4);
    const remove = { write: 'removeMember', conversation: group, user: 'cat' as UserId } as const;
    await store.write(remove, remove);
    await store.reopen();
    expect((await store.timeline.conversation(group))?.members).toBe(3);
    const list = async (after: string, limit: number) =>
      (await store.timeline.members(group, after, limit)).map(({ user }) => String(user));
    expect(await list('', 10)).toEqual(['ann', 'bob', 'dan']);
    expect(await list('ann', 1)).toEqual(['bob']);
  });

  test('a user that comes back starts anew', async () => {
    await using store = await Subject.open(open);
    await store.write(conversation(), member(ann, group, { read: 1 }));
    await store.write({ write: 'removeMember', conversation: group, user: ann });
    await store.append(group, entry(1), entry(2));
    await store.write(member(ann));
    await store.reopen();
    expect(await store.timeline.member(group, ann)).toMatchObject({ start: 2, read: 0 });
  });

  test("memberships are a user's conversations with their heads, in this app alone", async () => {
    await using store = await Subject.open(open);
    await store.write(conversation('other'), conversation(), member(ann), member(ann, other));
    await store.write(member(bob));
    await store.append(other, entry(1), entry(2));
    await store.reopen();
    const memberships = await store.timeline.memberships(keyOfUser('ann'));
    const { epoch } = await store.head(other);
    expect(memberships).toEqual([
      {
        conversation: { ...conversation().record, members: 2 },
        member: member(ann).record,
        epoch,
        head: 0,
      },
      {
        conversation: { ...conversation('other').record, members: 1 },
        member: member(ann).record,
        epoch,
        head: 2,
      },
    ]);
    expect(await store.timeline.memberships(userKey('another' as AppId, ann))).toEqual([]);
  });

  test('a read watermark moves forward only; muting is kept; strangers change nothing', async () => {
    await using store = await Subject.open(open);
    await store.write(conversation(), member(ann));
    const read = (user: UserId, syncId: number) =>
      store.write({ write: 'read', conversation: group, user, syncId });
    await read(ann, 5);
    await read(ann, 3);
    await read(bob, 9);
    await store.write({ write: 'muted', conversation: group, user: ann, muted: true });
    await store.write({ write: 'muted', conversation: other, user: ann, muted: true });
    await store.reopen();
    expect(await store.timeline.members(group, '', 9)).toMatchObject([{ read: 5, muted: true }]);
  });

  test('a role changes alone; a stranger gets none', async () => {
    await using store = await Subject.open(open);
    await store.write(conversation(), member(ann, group, { read: 4, muted: true }));
    const give = (user: UserId) =>
      store.write({ write: 'role', conversation: group, user, role: 'owner' });
    await give(ann);
    await give(bob);
    await store.reopen();
    expect(await store.timeline.members(group, '', 9)).toEqual([
      member(ann, group, { role: 'owner', read: 4, muted: true }).record,
    ]);
  });

  test('users are stored and replaced', async () => {
    await using store = await Subject.open(open);
    const record = { app, user: ann, name: 'Ann', disabled: false, createdAt: 7 };
    await store.write({ write: 'user', record });
    await store.reopen();
    expect(await store.timeline.user(keyOfUser('ann'))).toEqual(record);
    const { name: _, ...nameless } = { ...record, disabled: true };
    await store.write({ write: 'user', record: nameless });
    expect(await store.timeline.user(keyOfUser('ann'))).toEqual(nameless);
    expect(await store.timeline.user(keyOfUser('bob'))).toBeUndefined();
  });

  test('names may hold every character', async () => {
    await using store = await Subject.open(open);
    const name = '\u0000 🧧 "quoted" \\u0000 上链接';
    const record = { app, user: ann, name, disabled: false, createdAt: 7 };
    await store.write({ write: 'user', record }, conversation('lobby', { name }), member(ann));
    await store.reopen();
    expect(await store.timeline.user(keyOfUser('ann'))).toEqual(record);
    expect(await store.timeline.conversation(group)).toMatchObject({ name });
    const [membership] = await store.timeline.memberships(keyOfUser('ann'));
    expect(membership?.conversation.name).toBe(name);
  });

  test('redact replaces the entry at its place; a place that is not there changes nothing', async () => {
    await using store = await Subject.open(open);
    await store.append(group, entry(1), entry(2), entry(3));
    await store.all(group);
    const redact = (syncId: number) =>
      store.write({ write: 'redact', queue: group, syncId, entry: entry('gone') });
    await redact(2);
    await redact(4);
    await store.write({ write: 'redact', queue: other, syncId: 1, entry: entry('gone') });
    expect(await store.all(group)).toEqual([entry(1), entry('gone'), entry(3)]);
    await store.reopen();
    expect(await store.all(group)).toEqual([entry(1), entry('gone'), entry(3)]);
    expect(await store.all(other)).toEqual([]);
  });

  test('a commit that redacts and appends does both', async () => {
    await using store = await Subject.open(open);
    await store.append(group, entry(1));
    await store.commit({
      writes: [{ write: 'redact', queue: group, syncId: 1, entry: entry('gone') }],
      appends: [
        { queues: [group], entry: entry('recall') },
        { queues: [inboxOf('ann')], entry: entry('recall'), stamp: group },
      ],
    });
    expect(await store.all(group)).toEqual([entry('gone'), entry('recall')]);
  });
}
