import { expect, test } from 'bun:test';
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

export function appendConformance(open: OpenStore): void {
  test('a queue that was never written has head 0 and the epoch that its entries get', async () => {
    await using store = await Subject.open(open);
    const before = await store.head(group);
    expect(before).toMatchObject({ head: 0, low: 0 });
    await store.append(group, entry(1));
    expect(await store.head(group)).toEqual({ ...before, head: 1 });
  });

  test('syncIds count from 1 without a hole, in each queue', async () => {
    await using store = await Subject.open(open);
    for (let n = 1; n <= 5; n += 1) {
      expect(await store.append(group, entry(n))).toEqual([n]);
      if (n === 3) await store.reopen();
    }
    expect(await store.append(other, entry('a'), entry('b'))).toEqual([1]);
    await store.reopen();
    expect(await store.all(group)).toEqual([1, 2, 3, 4, 5].map(entry));
    expect(await store.all(other)).toEqual([entry('a'), entry('b')]);
  });

  test('the epoch stays over a reopening', async () => {
    await using store = await Subject.open(open);
    await store.append(group, entry(1));
    const before = await store.timeline.heads([group, other]);
    store.clock.jumpWallClock(3_600_000);
    await store.reopen();
    expect(await store.timeline.heads([group, other])).toEqual(before);
  });

  test('one append goes to several queues, and to one queue several times', async () => {
    await using store = await Subject.open(open);
    await store.append(inboxOf('ann'), entry('before'));
    const result = await store.commit({
      appends: [
        { queues: [group, inboxOf('ann'), inboxOf('bob')], entry: entry('all') },
        { queues: [group, group], entry: entry('twice') },
      ],
    });
    expect(result.placed.map((placed) => placed.syncIds)).toEqual([
      [1, 2, 1],
      [2, 3],
    ]);
    await store.reopen();
    expect(await store.all(inboxOf('ann'))).toEqual([entry('before'), entry('all')]);
    expect(await store.all(group)).toEqual([entry('all'), entry('twice'), entry('twice')]);
  });

  test("a stamp is the conversation's head after the appends that come before", async () => {
    await using store = await Subject.open(open);
    const { epoch } = await store.head(group);
    const stamped = (syncId: number, text: string) =>
      `{"conversation":"group:lobby","epoch":${epoch},"syncId":${syncId},${entry(text).slice(1)}`;
    const result = await store.commit({
      appends: [
        { queues: [inboxOf('ann')], entry: entry('early'), stamp: group },
        { queues: [group], entry: entry('logged') },
        { queues: [inboxOf('ann'), inboxOf('bob')], entry: entry('copy'), stamp: group },
      ],
    });
    expect(result.placed.map((placed) => placed.stamp?.syncId)).toEqual([0, undefined, 1]);
    await store.reopen();
    expect(await store.all(inboxOf('ann'))).toEqual([stamped(0, 'early'), stamped(1, 'copy')]);
    expect(await store.all(inboxOf('bob'))).toEqual([stamped(1, 'copy')]);
  });

  test('texts of every alphabet come back as they were', async () => {
    await using store = await Subject.open(open);
    const texts = [
      '3, 2, 1, 上链接！',
      '🧧 "quoted" \\ back',
      'é\u0000\u001f\u2028',
      'x'.repeat(70_000),
    ];
    await store.append(group, ...texts.map(entry));
    await store.reopen();
    expect(await store.all(group)).toEqual(texts.map(entry));
  });

  test('thousands of commits of many callers: contiguous, each once, in call order', async () => {
    await using store = await Subject.open(open);
    const callers = 40;
    const commitsEach = 50;
    const places: number[][] = await Promise.all(
      Array.from({ length: callers }, async (_, caller) => {
        const own = Array.from({ length: commitsEach }, (_, n) =>
          store.append(logOf(`g${caller % 4}`), entry(`${caller}-${n}`)),
        );
        return (await Promise.all(own)).flat();
      }),
    );
    await store.reopen();
    for (let queue = 0; queue < 4; queue += 1) {
      const stored = await store.all(logOf(`g${queue}`));
      expect(stored).toHaveLength((callers / 4) * commitsEach);
      for (let caller = queue; caller < callers; caller += 4) {
        const own = places[caller] as number[];
        expect(own).toEqual(own.toSorted((a, b) => a - b));
        expect(own.map((syncId) => stored[syncId - 1])).toEqual(
          own.map((_, n) => entry(`${caller}-${n}`)),
        );
      }
    }
  });

  test('the listener is told all entries in commit order, before the promise resolves', async () => {
    await using store = await Subject.open(open);
    let toldAtAnswer = -1;
    const first = store.append(group, entry(1)).then(() => {
      toldAtAnswer = store.batches.length;
    });
    const rest = Array.from({ length: 300 }, (_, n) => store.append(group, entry(n + 2)));
    await Promise.all([first, ...rest]);
    expect(toldAtAnswer).toBeGreaterThan(0);
    const told = store.batches.flat();
    expect(told.flatMap((one) => one.entries)).toEqual(
      Array.from({ length: 301 }, (_, n) => entry(n + 1)),
    );
    let next = 1;
    for (const one of told) {
      expect(one.first).toBe(next);
      next += one.entries.length;
    }
  });

  test('the listener is told once a queue for a batch, and nothing of what was not stored', async () => {
    await using store = await Subject.open(open);
    await Promise.all([
      store.append([group, other], entry(1)),
      store.append(group, entry(2)),
      store.timeline.commit({
        guards: [{ conversation: group, version: 9 }],
        appends: [{ queues: [group], entry: entry('refused') }],
      }),
    ]);
    await store.write(conversation('empty'));
    const { epoch } = await store.head(group);
    const isOneShard = store.timeline.shardOf(group) === store.timeline.shardOf(other);
    expect(store.batches).toHaveLength(isOneShard ? 1 : 2);
    expect(store.batches.flat()).toEqual([
      { queue: group, epoch, first: 1, entries: [entry(1), entry(2)] },
      { queue: other, epoch, first: 1, entries: [entry(1)] },
    ]);
  });
}
