import { expect, test } from 'bun:test';
import { InvalidCommitError } from '../check-commit.ts';
import type { Commit } from '../timeline.ts';
import {
  ann,
  beside,
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

const dayMs = 24 * 3_600_000;

function once(clientId: string, text = clientId, at = 1_700_000_000_000): Commit {
  return {
    once: { sender: keyOfUser('ann'), clientId, at },
    appends: [
      { queues: [group], entry: entry(text) },
      { queues: [inboxOf('bob')], entry: entry(text), stamp: group },
    ],
  };
}

export function commitConformance(open: OpenStore): void {
  test('guards: version 0 means that there is none yet; all must hold', async () => {
    await using store = await Subject.open(open);
    const guarded = (versions: [number, number]) =>
      store.timeline.commit({
        guards: [
          { conversation: group, version: versions[0] },
          { conversation: beside, version: versions[1] },
        ],
        appends: [{ queues: [group], entry: entry('guarded') }],
      });
    expect(await guarded([0, 0])).toMatchObject({ outcome: 'committed' });
    await store.write(conversation('lobby', { version: 3 }));
    await store.reopen();
    expect(await guarded([0, 0])).toEqual({ outcome: 'conflict', on: group });
    expect(await guarded([3, 1])).toEqual({ outcome: 'conflict', on: beside });
    expect(await guarded([3, 0])).toMatchObject({ outcome: 'committed' });
    expect(await store.all(group)).toHaveLength(2);
  });

  test('guards see what the commit before them in the same batch did', async () => {
    await using store = await Subject.open(open);
    const make = (): Commit => ({
      guards: [{ conversation: group, version: 0 }],
      writes: [conversation()],
      appends: [{ queues: [group], entry: entry('made') }],
    });
    const outcomes = await Promise.all([1, 2, 3].map(() => store.timeline.commit(make())));
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['committed', 'conflict', 'conflict']);
    expect(await store.all(group)).toEqual([entry('made')]);
  });

  test('a conflict has no effect at all, not even on a later retry', async () => {
    await using store = await Subject.open(open);
    await store.write(conversation(), member(ann));
    const commit: Commit = {
      ...once('m1'),
      guards: [{ conversation: group, version: 7 }],
      writes: [{ write: 'removeMember', conversation: group, user: ann }, member(bob)],
    };
    expect(await store.timeline.commit(commit)).toMatchObject({ outcome: 'conflict' });
    await store.reopen();
    expect(await store.all(group)).toEqual([]);
    expect(await store.timeline.members(group, '', 10)).toHaveLength(1);
    expect(await store.timeline.commit(once('m1'))).toMatchObject({ outcome: 'committed' });
  });

  test('a second commit of the same key gets the first answer and stores nothing', async () => {
    await using store = await Subject.open(open);
    await store.append(group, entry('before'));
    const [first, sameBatch] = await Promise.all([
      store.commit(once('m1')),
      store.timeline.commit(once('m1', 'another', 5)),
    ]);
    const answer = { outcome: 'duplicate', placed: [first.placed[0]], at: 1_700_000_000_000 };
    expect(first.placed[0]?.syncIds).toEqual([2]);
    expect(sameBatch).toEqual(answer as typeof sameBatch);
    expect(await store.timeline.commit(once('m1'))).toEqual(answer as typeof sameBatch);
    await store.reopen();
    expect(await store.timeline.commit(once('m1'))).toEqual(answer as typeof sameBatch);
    expect(await store.all(group)).toHaveLength(2);
    expect(await store.all(inboxOf('bob'))).toHaveLength(1);
  });

  test('keys are of their sender: the same client id of another is another message', async () => {
    await using store = await Subject.open(open);
    await store.commit(once('m1'));
    const byBob = { ...once('m1'), once: { sender: keyOfUser('bob'), clientId: 'm1', at: 1 } };
    expect(await store.timeline.commit(byBob)).toMatchObject({ outcome: 'committed' });
  });

  test('a duplicate is told before a conflict: a retry does not depend on what changed since', async () => {
    await using store = await Subject.open(open);
    await store.commit(once('m1'));
    const retry = { ...once('m1'), guards: [{ conversation: group, version: 5 }] };
    expect(await store.timeline.commit(retry)).toMatchObject({ outcome: 'duplicate' });
  });

  test('a stamped first append is remembered with its stamp', async () => {
    await using store = await Subject.open(open);
    await store.append(group, entry('logged'));
    const personal: Commit = {
      once: { sender: keyOfUser('ann'), clientId: 'p1', at: 3 },
      appends: [{ queues: [inboxOf('bob')], entry: entry('hi'), stamp: group, personal: true }],
    };
    const first = await store.commit(personal);
    await store.reopen();
    expect(first.placed[0]?.stamp?.syncId).toBe(1);
    // Places on another shard are not remembered.
    const isOneShard = store.timeline.shardOf(group) === store.timeline.shardOf(inboxOf('bob'));
    const [placed] = first.placed;
    expect(await store.timeline.commit(personal)).toEqual({
      outcome: 'duplicate',
      placed: isOneShard ? first.placed : [{ ...placed, syncIds: [0], epochs: [0] }],
      at: 3,
    });
  });

  test('keys are kept for a day at least, and not for ever', async () => {
    await using store = await Subject.open(open);
    // Just before the day ends, so that a store that drops by calendar day would forget at once.
    await store.clock.advance(dayMs - (store.clock.now() % dayMs) - 1000);
    await store.commit(once('m1'));
    await store.clock.advance(dayMs);
    await store.append(other, entry('turns the day'));
    await store.reopen();
    expect(await store.timeline.commit(once('m1'))).toMatchObject({ outcome: 'duplicate' });
    await store.clock.advance(dayMs);
    expect(await store.timeline.commit(once('m1'))).toMatchObject({ outcome: 'committed' });
    expect(await store.timeline.commit(once('m1'))).toMatchObject({ outcome: 'duplicate' });
  });

  test('days without a commit empty both tables; a clock set back empties none', async () => {
    await using store = await Subject.open(open);
    await store.commit(once('m1'));
    store.clock.jumpWallClock(-3 * dayMs);
    expect(await store.timeline.commit(once('m1'))).toMatchObject({ outcome: 'duplicate' });
    await store.clock.advance(9 * dayMs);
    expect(await store.timeline.commit(once('m1'))).toMatchObject({ outcome: 'committed' });
  });

  test('a commit that cannot be applied fails alone and leaves nothing behind', async () => {
    await using store = await Subject.open(open);
    await store.append(group, entry('before'));
    const bad: Commit = {
      once: { sender: keyOfUser('ann'), clientId: 'bad', at: 1 },
      writes: [conversation('side'), member(ann, other)],
      appends: [{ queues: [group, inboxOf('ann')], entry: entry('bad') }],
    };
    const [left, failed, right] = await Promise.allSettled([
      store.append(group, entry('left')),
      store.timeline.commit(bad),
      store.append(group, entry('right')),
    ]);
    expect(failed).toMatchObject({ status: 'rejected', reason: expect.any(InvalidCommitError) });
    expect([left, right]).toMatchObject([{ value: [2] }, { value: [3] }]);
    await store.reopen();
    expect(await store.all(group)).toEqual(['before', 'left', 'right'].map(entry));
    expect(await store.all(inboxOf('ann'))).toEqual([]);
    expect(await store.timeline.conversations('shop', '', 10)).toEqual([]);
    expect(await store.timeline.commit({ ...bad, writes: [] })).toMatchObject({
      outcome: 'committed',
    });
  });

  test.each([
    ['an entry that is no object', { appends: [{ queues: [group], entry: '[1]' }] }],
    ['an empty object, which cannot be stamped', { appends: [{ queues: [group], entry: '{}' }] }],
    [
      'an entry that is too long',
      { appends: [{ queues: [group], entry: entry('x'.repeat(3e5)) }] },
    ],
    ['a key without an app', { appends: [{ queues: ['group:a'], entry: entry(1) }] }],
    [
      'a personal entry without a stamp',
      {
        appends: [{ queues: [inboxOf('ann')], entry: entry(1), personal: true }],
      },
    ],
    ['a version that is no number', { writes: [conversation('a', { version: NaN })], appends: [] }],
  ])('refused: %s', async (_, commit) => {
    await using store = await Subject.open(open);
    const refused = store.timeline.commit(commit as Commit);
    expect(await refused.catch((error: unknown) => error)).toBeInstanceOf(InvalidCommitError);
    expect(await store.append(group, entry('next'))).toEqual([1]);
  });
}
