import { expect, test } from 'bun:test';
import { documentKey } from '../../keys.ts';
import { InvalidCommitError } from '../check-commit.ts';
import type { Commit } from '../timeline.ts';
import { count, pinned, put } from './document-conformance.ts';
import { entry, group, keyOfUser, type OpenStore, Subject } from './subject-conformance.ts';

const counters = documentKey(group, 'counters');

export function countConformance(open: OpenStore): void {
  test('a sum takes what is added and taken off, by name and key, beside a document', async () => {
    await using store = await Subject.open(open);
    expect(await store.timeline.counts(counters)).toEqual(new Map());
    await store.write(
      count(counters, 'likes', 5),
      count(counters, '拍 #1', 2_000_000_000_000),
      count(counters, 'likes', -7),
      count(pinned, 'likes', 1),
      put(counters, 'a document of the same key'),
    );
    await store.reopen();
    await store.write(count(counters, 'likes', -1), count(counters, '拍 #1', 1));
    await store.write({ write: 'document', key: counters, value: null });
    await store.reopen();
    expect(await store.timeline.counts(counters)).toEqual(
      new Map([
        ['likes', -3],
        ['拍 #1', 2_000_000_000_001],
      ]),
    );
    expect(await store.timeline.counts(pinned)).toEqual(new Map([['likes', 1]]));
  });

  test('a sum that came back to 0 is still told', async () => {
    await using store = await Subject.open(open);
    await store.write(count(counters, 'likes', 5), count(counters, 'votes', 0));
    await store.write(count(counters, 'likes', -5));
    await store.reopen();
    expect(await store.timeline.counts(counters)).toEqual(
      new Map([
        ['likes', 0],
        ['votes', 0],
      ]),
    );
  });

  test('many callers add to the same sums side by side: nothing is lost', async () => {
    await using store = await Subject.open(open);
    const names = ['likes', 'votes', 'gifts'];
    const expected = new Map(names.map((name) => [name, 0]));
    const adds = Array.from({ length: 1500 }, (_, n) => {
      const name = names[n % 3] as string;
      const add = n % 7 === 0 ? -n : n;
      expected.set(name, (expected.get(name) as number) + add);
      return store.write(count(counters, name, add));
    });
    await Promise.all(adds);
    await store.reopen();
    expect(await store.timeline.counts(counters)).toEqual(expected);
  });

  test('a retry under the same key adds once, in the same batch and after', async () => {
    await using store = await Subject.open(open);
    const adding: Commit = {
      once: { sender: keyOfUser('node-1'), clientId: 'flush-9', at: 5 },
      writes: [count(counters, 'likes', 4), put(pinned, 'once')],
      appends: [],
    };
    const outcomes = await Promise.all([1, 2].map(() => store.timeline.commit(adding)));
    expect(outcomes).toEqual([
      { outcome: 'committed', placed: [] },
      { outcome: 'duplicate', placed: [], at: 5 },
    ]);
    await store.reopen();
    expect(await store.timeline.commit(adding)).toMatchObject({ outcome: 'duplicate' });
    expect(await store.timeline.counts(counters)).toEqual(new Map([['likes', 4]]));
    expect(await store.timeline.document(pinned)).toMatchObject({ version: 1 });
  });

  test('an addition beyond what is exact is refused, with all of its commit', async () => {
    await using store = await Subject.open(open);
    const greatest = Number.MAX_SAFE_INTEGER;
    await store.write(count(counters, 'likes', greatest - 1), count(counters, 'debts', -greatest));
    // The same name under another key is another sum.
    const others = count(pinned, 'likes', greatest);
    await store.write(others, count(counters, 'likes', 1), count(counters, 'likes', -1));
    const add = (name: string, ...adds: number[]) =>
      store.timeline
        .commit({
          writes: adds.map((one) => count(counters, name, one)),
          appends: [{ queues: [group], entry: entry(name) }],
        })
        .catch((error: unknown) => error);
    expect(await add('likes', 2)).toBeInstanceOf(InvalidCommitError);
    expect(await add('likes', 1, 1, -2)).toBeInstanceOf(InvalidCommitError);
    expect(await add('debts', -1)).toBeInstanceOf(InvalidCommitError);
    expect(await add('likes', -1, 2)).toMatchObject({ outcome: 'committed' });
    await store.reopen();
    expect(await store.timeline.counts(counters)).toEqual(
      new Map([
        ['likes', greatest],
        ['debts', -greatest],
      ]),
    );
    expect(await store.all(group)).toEqual([entry('likes')]);
  });
}
