import { expect, test } from 'bun:test';
import { FakeClock } from '@eagre/testkit';
import { copyText, messageText, personalText } from '../conversation/entries.ts';
import { limits } from '../limits.ts';
import { WayBook } from './way-book.ts';
import { wayStations } from './way-ring.ts';

const group = 'shop/group:a';

function setUp(waysKept = 100, wayNotesPerSecond = 1_000_000) {
  const clock = new FakeClock();
  const book = new WayBook({ clock, limits: { ...limits, waysKept, wayNotesPerSecond } });
  const stationsOf = (id: string) => {
    const way = [...book.newest()].find((one) => one.id === id);
    return wayStations.filter((station) => way?.has(station));
  };
  return { clock, book, stationsOf };
}

function message(clientId: string) {
  return messageText({ from: 'ann', at: 1, kind: 'text', body: '{}', clientId } as never);
}

function run(queue: string, first: number, entries: readonly string[]) {
  return { queue, epoch: 1, first, entries };
}

function queueOf(key: string) {
  return { key, isUserQueue: key.includes('/user:') };
}

function stamped(syncId: number, entry: string) {
  return `{"conversation":"group:a","epoch":1,"syncId":${syncId},${entry.slice(1)}`;
}

test('the frame of a message whose memory was given away leaves the other message alone', () => {
  const { book, stationsOf } = setUp(1);
  book.committed([run(group, 1, [message('m1')])]);
  const frame = book.handOut(queueOf(group), { epoch: 1, first: 1, items: [message('m1')] });
  book.committed([run(group, 2, [message('m2')])]);
  frame?.began();
  frame?.ended(5, 0);
  expect(stationsOf('m2')).toEqual(['committed']);
  const [way] = book.newest();
  expect(way?.devices).toBe(0);
});

test('what was committed is published when it is given to the bus, and no other', () => {
  const { book, stationsOf } = setUp();
  const [one, other] = [run(group, 1, [message('m1')]), run('shop/group:b', 1, [message('m2')])];
  book.committed([one, other]);
  book.published(one);
  expect([stationsOf('m1'), stationsOf('m2')]).toEqual([['committed', 'published'], ['committed']]);
  book.published({ ...other });
  book.committed([]);
  book.published(other);
  expect(stationsOf('m2')).toEqual(['committed']);
});

test('copies are on the way of their message, personal messages at the same place are not', () => {
  const { clock, book, stationsOf } = setUp();
  book.committed([
    run(group, 1, [message('m1')]),
    run('shop/user:ann', 9, [stamped(1, copyText(message('m1')))]),
  ]);
  expect([...book.newest()]).toHaveLength(1);
  const personal = stamped(1, personalText(message('p1')));
  const isThere = { epoch: 1, first: 4, items: [personal] };
  expect(book.handOut(queueOf('shop/user:bob'), isThere)).toBeUndefined();
  for (const user of ['ann', 'bob']) {
    const items = [stamped(1, copyText(message('m1')))];
    const frame = book.handOut(queueOf(`shop/user:${user}`), { epoch: 1, first: 5, items });
    frame?.began();
    frame?.ended(2, 1);
  }
  expect(stationsOf('m1')).toEqual(['committed', 'first', 'last']);
  const [way] = book.newest();
  expect([way?.devices, way?.behind, way?.conversation, way?.syncId]).toEqual([4, 2, 'group:a', 1]);
  expect(clock.pendingTimers).toBe(0);
});

test('a personal message is one, in whichever user queues it stands', () => {
  const { book, stationsOf } = setUp();
  const personal = stamped(7, personalText(message('p1')));
  const runs = [run('shop/user:ann', 4, [personal]), run('shop/user:bob', 9, [personal])];
  book.committed(runs);
  for (const one of runs) book.published(one);
  const head = { from: 'ann', id: 'p1', kind: 'text' };
  book.personal('shop', 'group:a', head, {}, { receivedMs: 1, admittedMs: 2 });
  for (const user of ['ann', 'bob']) {
    const frame = { epoch: 1, first: 4, items: [personal] };
    book.handOut(queueOf(`shop/user:${user}`), frame)?.ended(1, 0);
  }
  expect(stationsOf('p1')).toEqual(['received', 'admitted', 'committed', 'published', 'last']);
  const [way, ...others] = book.newest();
  expect(others).toEqual([]);
  expect(way).toMatchObject({ isPersonal: true, conversation: 'group:a', syncId: 7, devices: 2 });
  book.heard(run('other/user:ann', 4, [personal]));
  book.heard(run('shop/user:ann', 5, [stamped(7, personalText(message('')))]));
  expect([...book.newest()].map(({ app }) => app)).toEqual(['other', 'shop']);
});

test('nobody on this node has a frame that nobody was there to take', () => {
  const { book, stationsOf } = setUp();
  book.committed([run(group, 1, [message('m1'), message('m2')])]);
  const frameOf = (syncId: number) =>
    book.handOut(queueOf(group), { epoch: 1, first: syncId, items: [message('x')] });
  frameOf(1)?.ended(0, 0);
  frameOf(2)?.ended(0, 3);
  expect([stationsOf('m1'), stationsOf('m2')]).toEqual([['committed'], ['committed', 'last']]);
  const [way] = book.newest();
  expect([way?.devices, way?.behind]).toEqual([0, 3]);
});

test('of another app nothing is mixed in', () => {
  const { book, stationsOf } = setUp();
  book.committed([run(group, 1, [message('m1')])]);
  const items = [stamped(1, copyText(message('m1')))];
  expect(book.handOut(queueOf('other/user:ann'), { epoch: 1, first: 1, items })).toBeUndefined();
  expect(book.handOut(queueOf('other/group:a'), { epoch: 1, first: 1, items })).toBeUndefined();
  expect(book.handOut(queueOf(group), { epoch: 2, first: 1, items })).toBeUndefined();
  expect(stationsOf('m1')).toEqual(['committed']);
});

test('a retry and a message nobody follows leave no trace', () => {
  const { book, stationsOf } = setUp();
  const arrival = { receivedMs: 1, admittedMs: 2 };
  book.committed([run(group, 1, [message('m1')])]);
  book.stored('shop', 'group:a', { epoch: 1, syncId: 1, duplicate: true }, arrival);
  book.stored('shop', 'group:a', { epoch: 1, syncId: 2 }, arrival);
  book.said('shop', 'room:a', { from: 'ann', id: undefined, kind: 'text' }, arrival);
  expect(stationsOf('m1')).toEqual(['committed']);
  expect([...book.newest()]).toHaveLength(1);
  book.stored('shop', 'group:a', { epoch: 1, syncId: 1 }, arrival);
  expect(stationsOf('m1')).toEqual(['received', 'admitted', 'committed']);
});

test('of a busy log the same messages are followed on all nodes, a bounded number', async () => {
  const [one, other] = [setUp(2000, 100), setUp(2000, 100)];
  let syncId = 1;
  const flood = async (messages: number) => {
    for (let i = 0; i < messages; i += 50) {
      const entries = Array.from({ length: 50 }, (_, n) => message(`m${syncId + n}`));
      one.book.committed([run(group, syncId, entries)]);
      other.book.heard(run(group, syncId, entries));
      syncId += 50;
    }
    for (const { clock } of [one, other]) await clock.advance(1000);
  };
  for (let second = 0; second < 5; second += 1) await flood(20_000);
  const start = syncId;
  await flood(20_000);
  const idsOf = ({ book }: typeof one) =>
    [...book.newest()].filter((way) => way.syncId >= start).map(({ id }) => id);
  expect(one.book.oneOf).toBeGreaterThan(64);
  expect(idsOf(one).length).toBeGreaterThan(5);
  expect(idsOf(one).length).toBeLessThan(200);
  expect(idsOf(other)).toEqual(idsOf(one));
});
