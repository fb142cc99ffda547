import { expect, test } from 'bun:test';
import { FakeClock } from '@eagre/testkit';
import { copyText, messageText, personalText } from '../conversation/entries.ts';
import { WayBook } from './way-book.ts';
import { wayStations } from './way-ring.ts';

const group = 'shop/group:a';

function setUp(waysKept = 100, wayNotesPerSecond = 1_000_000) {
  const clock = new FakeClock();
  const book = new WayBook({ clock, limits: { waysKept, wayNotesPerSecond } });
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
  frame?.ended(5);
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
  expect(
    book.handOut(queueOf('shop/user:bob'), { epoch: 1, first: 4, items: [personal] }),
  ).toBeUndefined();
  book.heard(run('shop/user:bob', 4, [personal]));
  for (const user of ['ann', 'bob']) {
    const items = [stamped(1, copyText(message('m1')))];
    const frame = book.handOut(queueOf(`shop/user:${user}`), { epoch: 1, first: 5, items });
    frame?.began();
    frame?.ended(2);
  }
  expect(stationsOf('m1')).toEqual(['committed', 'first', 'last']);
  const [way] = book.newest();
  expect([way?.devices, way?.conversation, way?.syncId]).toEqual([4, 'group:a', 1]);
  expect(clock.pendingTimers).toBe(0);
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
