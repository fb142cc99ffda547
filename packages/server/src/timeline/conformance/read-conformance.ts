import { expect, test } from 'bun:test';
import { queueOfKey } from '../../keys.ts';
import type { RangeRequest } from '../timeline.ts';
import { TimelineError } from '../timeline.ts';
import {
  conversation,
  entry,
  group,
  inboxOf,
  logOf,
  type OpenStore,
  other,
  Subject,
} from './subject-conformance.ts';

/** `from` to `to`, both inclusive. */
function entries(from: number, to: number): string[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => entry(from + index));
}

async function rangeOf(store: Subject, part: Partial<RangeRequest>) {
  const request = { queue: group, after: 0, limit: 100, bytes: 1e9, ...part };
  const [range] = await store.timeline.ranges([request]);
  if (range === undefined) throw new Error('ranges() gave nothing');
  return range;
}

export function readConformance(open: OpenStore): void {
  test('a range is what follows `after`, up to `to`, at most `limit`', async () => {
    await using store = await Subject.open(open);
    await store.append(group, ...entries(1, 10));
    await store.reopen();
    expect(await rangeOf(store, {})).toMatchObject({ first: 1, head: 10, entries: entries(1, 10) });
    expect(await rangeOf(store, { after: 7 })).toMatchObject({ first: 8, entries: entries(8, 10) });
    expect(await rangeOf(store, { after: 2, to: 5 })).toMatchObject({
      first: 3,
      entries: entries(3, 5),
    });
    expect(await rangeOf(store, { after: 2, limit: 2 })).toMatchObject({ entries: entries(3, 4) });
    expect(await rangeOf(store, { after: 2, to: 99 })).toMatchObject({ entries: entries(3, 10) });
    expect(await rangeOf(store, { after: 10 })).toMatchObject({ first: 11, entries: [] });
    expect(await rangeOf(store, { after: 42 })).toMatchObject({ head: 10, entries: [] });
    expect(await rangeOf(store, { after: 5, to: 3 })).toMatchObject({ first: 6, entries: [] });
    expect(await rangeOf(store, { queue: other })).toMatchObject({ head: 0, entries: [] });
  });

  test('a range stops before the entry that would exceed the bytes, but gives one', async () => {
    await using store = await Subject.open(open);
    const size = Buffer.byteLength(entry('红包'));
    await store.append(group, ...Array.from({ length: 5 }, () => entry('红包')));
    const count = async (bytes: number) => (await rangeOf(store, { bytes })).entries.length;
    expect(await count(size * 3)).toBe(3);
    expect(await count(size * 3 - 1)).toBe(2);
    expect(await count(1)).toBe(1);
    await store.reopen();
    expect(await count(size * 3)).toBe(3);
  });

  test('many ranges and heads in one call, answered in their order', async () => {
    await using store = await Subject.open(open);
    const queues = Array.from({ length: 30 }, (_, n) => logOf(`q${n}`));
    await Promise.all(queues.map((queue, n) => store.append(queue, ...entries(1, n + 1))));
    await store.reopen();
    const heads = await store.timeline.heads(queues.toReversed());
    expect(heads.map(({ head }) => head)).toEqual(queues.map((_, n) => 30 - n));
    const requests = queues.flatMap((queue, n) => [
      { queue, after: n, limit: 9, bytes: 1e6 },
      { queue, after: 0, limit: 1, bytes: 1e6 },
    ]);
    const ranges = await store.timeline.ranges(requests);
    expect(ranges.map((range) => range.entries)).toEqual(
      queues.flatMap((_, n) => [[entry(n + 1)], [entry(1)]]),
    );
  });

  test('queues are listed in pages in order of their keys, with their heads', async () => {
    await using store = await Subject.open(open);
    await store.append(other, ...entries(1, 3));
    await store.append(inboxOf('ann'), entry(1));
    await store.append(group, ...entries(1, 2));
    await store.timeline.trim(other, 2);
    await store.reopen();
    const { epoch } = await store.head(group);
    expect(await store.timeline.queues('', 10)).toEqual([
      { queue: group, epoch, head: 2, low: 0 },
      { queue: other, epoch, head: 3, low: 2 },
      { queue: inboxOf('ann'), epoch, head: 1, low: 0 },
    ]);
    const page = async (after: string, limit: number) =>
      (await store.timeline.queues(after, limit)).map(({ queue }) => queue);
    expect(await page('', 2)).toEqual([group, other]);
    expect(await page(other, 2)).toEqual([inboxOf('ann')]);
    expect(await page(inboxOf('ann'), 2)).toEqual([]);
  });

  test('long queues are read page by page without a hole', async () => {
    await using store = await Subject.open(open);
    await Promise.all(entries(1, 2000).map((one) => store.append(group, one)));
    await store.reopen();
    const read: string[] = [];
    while (read.length < 2000) {
      const range = await rangeOf(store, { after: read.length, limit: 300 });
      expect(range.first).toBe(read.length + 1);
      read.push(...range.entries);
    }
    expect(read).toEqual(entries(1, 2000));
  });

  test('what was acknowledged is read, at once', async () => {
    await using store = await Subject.open(open);
    for (let n = 1; n <= 30; n += 1) {
      await store.append(group, entry(n));
      expect((await rangeOf(store, { after: n - 1 })).entries).toEqual([entry(n)]);
      expect((await store.head(group)).head).toBe(n);
    }
  });

  test('trim keeps the low mark; what is asked below it begins above it', async () => {
    await using store = await Subject.open(open);
    await store.append(group, ...entries(1, 10));
    await store.timeline.trim(group, 4);
    await store.timeline.trim(group, 2);
    await store.reopen();
    expect(await store.head(group)).toMatchObject({ head: 10, low: 4 });
    expect(await rangeOf(store, {})).toMatchObject({ first: 5, low: 4, entries: entries(5, 10) });
    expect(await rangeOf(store, { to: 3 })).toMatchObject({ first: 5, entries: [] });
    expect(await rangeOf(store, { after: 6 })).toMatchObject({ first: 7, entries: entries(7, 10) });
  });

  test('a queue that was trimmed to the end goes on where it was', async () => {
    await using store = await Subject.open(open);
    await store.append(group, ...entries(1, 2500));
    await store.timeline.trim(group, 9_999);
    await store.timeline.trim(other, 5);
    await store.reopen();
    expect(await rangeOf(store, {})).toMatchObject({ head: 2500, low: 2500, first: 2501 });
    expect(await store.append(group, entry('next'))).toEqual([2501]);
    expect(await store.all(group)).toEqual([entry('next')]);
    expect(await store.head(other)).toMatchObject({ head: 0, low: 0 });
  });

  test('personal entries are found by the place they are shown at', async () => {
    await using store = await Subject.open(open);
    await store.write(conversation());
    const inbox = inboxOf('ann');
    const personal = (text: string, stamp = group) =>
      store.commit({ appends: [{ queues: [inbox], entry: entry(text), stamp, personal: true }] });
    await personal('at 0');
    await store.append(group, ...entries(1, 3));
    await personal('at 3');
    await personal('at 3 too');
    await store.commit({ appends: [{ queues: [inbox], entry: entry('copy'), stamp: group }] });
    await personal('elsewhere', other);
    await store.reopen();
    const found = async (from: number, to: number, limit = 10) => {
      const texts = await store.timeline.personals(
        inbox,
        queueOfKey(group) as never,
        from,
        to,
        limit,
      );
      return texts.map((text) => JSON.parse(text).text);
    };
    expect(await found(0, 9)).toEqual(['at 0', 'at 3', 'at 3 too']);
    expect(await found(1, 3)).toEqual(['at 3', 'at 3 too']);
    expect(await found(0, 9, 2)).toEqual(['at 0', 'at 3']);
    expect(await found(4, 9)).toEqual([]);
    await store.timeline.trim(inbox, 2);
    await store.reopen();
    expect(await found(0, 9)).toEqual(['at 3 too']);
  });

  test('counters tell commits and rows', async () => {
    await using store = await Subject.open(open);
    await store.append([group, other, inboxOf('ann')], entry(1));
    await store.append(group, entry(2));
    const { commits, rows, pending, batches } = store.timeline.stats();
    expect({ commits, rows, pending }).toEqual({ commits: 2, rows: 4, pending: 0 });
    expect(batches).toBeGreaterThan(0);
  });

  test('after close every call is refused as closed; what was accepted is finished', async () => {
    await using store = await Subject.open(open);
    const accepted = Array.from({ length: 20 }, (_, n) => store.append(group, entry(n)));
    await store.timeline.close();
    expect(await Promise.all(accepted)).toHaveLength(20);
    const codeOf = (call: Promise<unknown>) =>
      call.then(
        () => 'served',
        (error: unknown) => (error instanceof TimelineError ? error.code : error),
      );
    expect(await codeOf(store.append(group, entry(1)))).toBe('closed');
    expect(await codeOf(store.timeline.conversation(group))).toBe('closed');
    await store.timeline.close();
  });
}
