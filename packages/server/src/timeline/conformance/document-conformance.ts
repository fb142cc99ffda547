import { expect, test } from 'bun:test';
import { type DocumentKey, documentKey } from '../../keys.ts';
import { InvalidCommitError } from '../check-commit.ts';
import type { Commit, StateWrite } from '../timeline.ts';
import { timelineLimits } from '../timeline-limits.ts';
import {
  ann,
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

export const pinned: DocumentKey = documentKey(group, 'pinned');
export const roles: DocumentKey = documentKey(group, 'roles');

export function put(key: DocumentKey, value: unknown): Extract<StateWrite, { write: 'document' }> {
  return { write: 'document', key, value: JSON.stringify(value) };
}

export function removed(key: DocumentKey): StateWrite {
  return { write: 'document', key, value: null };
}

export function count(key: DocumentKey, name: string, add: number): StateWrite {
  return { write: 'count', key, name, add };
}

export function documentConformance(open: OpenStore): void {
  test('a document has versions 1, 2, 3 …, and 1 again after it was removed', async () => {
    await using store = await Subject.open(open);
    expect(await store.timeline.document(pinned)).toBeUndefined();
    for (const version of [1, 2, 3]) {
      await store.write(put(pinned, { item: version, text: '上链接 🧧' }));
      await store.reopen();
      expect(await store.timeline.document(pinned)).toEqual({
        key: pinned,
        value: JSON.stringify({ item: version, text: '上链接 🧧' }),
        version,
      });
    }
    await store.write(removed(pinned), removed(roles));
    await store.reopen();
    expect(await store.timeline.document(pinned)).toBeUndefined();
    await store.write(put(pinned, []), put(pinned, null));
    expect(await store.timeline.document(pinned)).toEqual({
      key: pinned,
      value: 'null',
      version: 2,
    });
    expect(await store.timeline.document(roles)).toBeUndefined();
  });

  test('a guard on a document: 0 means that there must be none; all guards must hold', async () => {
    await using store = await Subject.open(open);
    await store.write(conversation('lobby', { version: 4 }));
    const guarded = (versions: [pinned: number, roles: number, lobby: number]) =>
      store.timeline.commit({
        guards: [
          { document: pinned, version: versions[0] },
          { document: roles, version: versions[1] },
          { conversation: group, version: versions[2] },
        ],
        writes: [put(pinned, versions)],
        appends: [],
      });
    expect(await guarded([1, 0, 4])).toEqual({ outcome: 'conflict', on: pinned });
    expect(await guarded([0, 1, 4])).toEqual({ outcome: 'conflict', on: roles });
    expect(await guarded([0, 0, 5])).toEqual({ outcome: 'conflict', on: group });
    expect(await guarded([0, 0, 4])).toMatchObject({ outcome: 'committed' });
    await store.reopen();
    expect(await guarded([0, 0, 4])).toEqual({ outcome: 'conflict', on: pinned });
    expect(await guarded([1, 0, 4])).toMatchObject({ outcome: 'committed' });
    await store.write(removed(pinned));
    expect(await guarded([2, 0, 4])).toEqual({ outcome: 'conflict', on: pinned });
    expect(await guarded([0, 0, 4])).toMatchObject({ outcome: 'committed' });
    expect(await store.timeline.document(pinned)).toMatchObject({ version: 1, value: '[0,0,4]' });
  });

  test('of many that change a document from the same version, one wins', async () => {
    await using store = await Subject.open(open);
    const changes = Array.from({ length: 20 }, (_, n) =>
      store.timeline.commit({
        guards: [{ document: pinned, version: 0 }],
        writes: [put(pinned, n)],
        appends: [{ queues: [group], entry: entry(n) }],
      }),
    );
    const outcomes = (await Promise.all(changes)).map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['committed', ...Array(19).fill('conflict')]);
    expect(await store.timeline.document(pinned)).toMatchObject({ version: 1, value: '0' });
    expect(await store.all(group)).toEqual([entry(0)]);
  });

  test('a guard that fails leaves entries, documents and sums as they were', async () => {
    await using store = await Subject.open(open);
    await store.write(put(pinned, 'kept'), count(pinned, 'likes', 3));
    const commit: Commit = {
      once: { sender: keyOfUser('ann'), clientId: 'c', at: 1 },
      guards: [{ document: pinned, version: 7 }],
      writes: [removed(pinned), put(roles, 'new'), count(pinned, 'likes', 5)],
      appends: [{ queues: [group, inboxOf('ann')], entry: entry('refused') }],
    };
    expect(await store.timeline.commit(commit)).toEqual({ outcome: 'conflict', on: pinned });
    await store.reopen();
    expect(await store.timeline.document(pinned)).toMatchObject({ value: '"kept"', version: 1 });
    expect(await store.timeline.document(roles)).toBeUndefined();
    expect(await store.timeline.counts(pinned)).toEqual(new Map([['likes', 3]]));
    expect(await store.all(group)).toEqual([]);
    const again = { ...commit, guards: [{ document: pinned, version: 1 }] };
    expect(await store.timeline.commit(again)).toMatchObject({ outcome: 'committed' });
    await store.reopen();
    expect(await store.timeline.document(pinned)).toBeUndefined();
    expect(await store.timeline.document(roles)).toMatchObject({ value: '"new"', version: 1 });
    expect(await store.timeline.counts(pinned)).toEqual(new Map([['likes', 8]]));
    expect(await store.all(inboxOf('ann'))).toEqual([entry('refused')]);
  });

  test('a commit that cannot be applied takes its documents and sums back', async () => {
    await using store = await Subject.open(open);
    const bad: Commit = {
      writes: [put(pinned, 'bad'), count(pinned, 'likes', 5), member(ann, other)],
      appends: [{ queues: [group], entry: entry('bad') }],
    };
    const [, failed] = await Promise.allSettled([
      store.write(put(roles, 'left'), count(pinned, 'likes', 1)),
      store.timeline.commit(bad),
      store.write(put(roles, 'right'), count(pinned, 'likes', 1)),
    ]);
    expect(failed).toMatchObject({ status: 'rejected', reason: expect.any(InvalidCommitError) });
    await store.reopen();
    expect(await store.timeline.document(pinned)).toBeUndefined();
    expect(await store.timeline.document(roles)).toMatchObject({ value: '"right"', version: 2 });
    expect(await store.timeline.counts(pinned)).toEqual(new Map([['likes', 2]]));
    expect(await store.all(group)).toEqual([]);
  });

  test('documents are listed by prefix, in order of keys, page by page', async () => {
    await using store = await Subject.open(open);
    const key = (text: string) => text as DocumentKey;
    const keys = ['s/room:a#', 's/room:a1#', 's/room:b#', 't/room:a#'].flatMap((owner) =>
      ['b', 'a', 'ab', '拍'].map((name) => key(`${owner}${name}`)),
    );
    for (const one of keys) await store.write(put(one, one));
    await store.write(put(key('s/room:a#a'), 'again'), removed(key('s/room:a1#b')));
    await store.reopen();
    const list = async (prefix: string, after = '', limit = 100) =>
      (await store.timeline.documents(prefix, after, limit)).map((one) => String(one.key));
    expect(await list('s/room:a#')).toEqual(
      ['a', 'ab', 'b', '拍'].map((name) => `s/room:a#${name}`),
    );
    expect(await list('s/room:a#a')).toEqual(['s/room:a#a', 's/room:a#ab']);
    expect(await list('s/room:a1')).toEqual(['a', 'ab', '拍'].map((name) => `s/room:a1#${name}`));
    expect(await list('')).toEqual(
      keys.filter((one) => one !== 's/room:a1#b').toSorted() as string[],
    );
    expect(await list('s/', 's/room:a#b', 2)).toEqual(['s/room:a#拍', 's/room:a1#a']);
    expect(await list('s/room:b', 's/room:a#b', 1)).toEqual(['s/room:b#a']);
    expect(await list('s/room:a#', 's/room:a#拍')).toEqual([]);
    expect(await list('s/room:a#', 't')).toEqual([]);
    expect(await list('u')).toEqual([]);
    expect(await list('room:a#')).toEqual([]);
    expect((await store.timeline.documents('s/room:a#a', '', 1))[0]).toEqual({
      key: key('s/room:a#a'),
      value: '"again"',
      version: 2,
    });
  });

  test('what was read is the reader’s own', async () => {
    await using store = await Subject.open(open);
    await store.write(put(pinned, 'kept'), count(pinned, 'likes', 1));
    const [listed] = await store.timeline.documents('', '', 1);
    for (const document of [await store.timeline.document(pinned), listed]) {
      Object.assign(document ?? {}, { value: 'changed', version: 9 });
    }
    (await store.timeline.counts(pinned)).set('likes', 9);
    expect(await store.timeline.document(pinned)).toMatchObject({ value: '"kept"', version: 1 });
    expect(await store.timeline.counts(pinned)).toEqual(new Map([['likes', 1]]));
  });

  test('the largest document comes back as it was', async () => {
    await using store = await Subject.open(open);
    const text = JSON.stringify('拍'.repeat(timelineLimits.documentLength - 2));
    await store.write({ write: 'document', key: pinned, value: text });
    await store.reopen();
    expect((await store.timeline.document(pinned))?.value === text).toBe(true);
  });

  test('what is no document or sum is refused, and the store goes on', async () => {
    await using store = await Subject.open(open);
    const noKey = 'shop/room:a' as DocumentKey;
    for (const commit of [
      { writes: [put(noKey, 1)] },
      { writes: [count(noKey, 'likes', 1)] },
      { guards: [{ document: noKey, version: 0 }], writes: [put(pinned, 1)] },
    ]) {
      const refused = store.timeline.commit({ ...commit, appends: [] });
      expect(await refused.catch((error: unknown) => error)).toBeInstanceOf(InvalidCommitError);
    }
    await store.write(put(roles, 1));
    expect(await store.timeline.documents('', '', 10)).toMatchObject([{ key: roles }]);
  });
}
