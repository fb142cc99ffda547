import { expect, test } from 'bun:test';
import { FakeClock } from '@eagre/testkit';
import { messageText } from '../conversation/entries.ts';
import { type Limits, limits } from '../limits.ts';
import { chatText } from '../room/entries.ts';
import { WayBook } from './way-book.ts';

const forMs = 60_000;
const lobby = { app: 'shop', conversation: 'group:lobby' };

/** A node so busy that nothing is followed by chance. */
async function busyBook(given: Partial<Limits> = {}) {
  const clock = new FakeClock();
  const book = new WayBook({ clock, limits: { ...limits, wayNotesPerSecond: 1, ...given } });
  let filled = 0;
  const fill = () => {
    filled += 1;
    const entries = Array.from({ length: 64 }, () => message(`fill${filled}`));
    book.committed([run('shop/group:fill', filled * 64, entries)]);
  };
  const isBusy = () => book.oneOf >= 2 ** 16;
  for (let i = 0; i < 3000 && !isBusy(); i += 1) fill();
  await clock.advance(1000);
  const idsOf = () => [...book.newest()].map(({ id }) => id).filter((id) => !id.startsWith('fill'));
  return { clock, book, idsOf };
}

function message(clientId: string, from = 'ann') {
  return messageText({ from, at: 1, kind: 'text', body: '{}', clientId } as never);
}

function run(queue: string, first: number, entries: readonly string[]) {
  return { queue, epoch: 1, first, entries };
}

function chat(clientId: string, from = 'ann') {
  const text = chatText({ from, clientId, kind: 'text', body: '{}', rank: 'viewer' } as never);
  return { text, sender: from };
}

test('all messages of a conversation, each to its last device, and of no other', async () => {
  const { clock, book, idsOf } = await busyBook();
  book.committed([run('shop/group:lobby', 1, [message('before')])]);
  expect(book.follow(lobby, forMs)).toBe(true);
  const ids = ['a', 'b', 'c'];
  book.committed([
    run(
      'shop/group:lobby',
      2,
      ids.map((id) => message(id)),
    ),
    run('shop/group:tea', 2, [message('tea')]),
    run('other/group:lobby', 2, [message('other')]),
  ]);
  book.stored('shop', 'group:lobby', { epoch: 1, syncId: 3 }, { receivedMs: 1, admittedMs: 2 });
  const queue = { key: 'shop/group:lobby', isUserQueue: false };
  const frame = book.handOut(queue, { epoch: 1, first: 2, items: ids });
  frame?.began();
  frame?.ended(4, 0);
  expect(idsOf()).toEqual(['c', 'b', 'a']);
  const ways = [...book.newest()].slice(0, 3);
  expect(ways.map(({ devices }) => devices)).toEqual([4, 4, 4]);
  expect(ways.map((way) => way.has('received'))).toEqual([false, true, false]);
  book.unfollow(lobby);
  book.committed([run('shop/group:lobby', 5, [message('after')])]);
  expect(idsOf()).toHaveLength(3);
  await clock.advance(1);
});

test('of a sender: groups in write mode as another node hears them, personal messages and chat', async () => {
  const { book, idsOf } = await busyBook();
  book.follow({ app: 'shop', from: 'ann' }, forMs);
  const stamp = (type: string, syncId: number, entry: string) =>
    `{"conversation":"group:x","epoch":1,"syncId":${syncId},"type":"${type}","entry":${entry}}`;
  for (const user of ['bob', 'cat']) {
    book.heard(
      run(`shop/user:${user}`, 1, [
        stamp('copy', 1, message('copied')),
        stamp('copy', 2, message('of bob', 'bob')),
        stamp('copy', 3, message('copied too')),
        stamp('personal', 2, message('personal')),
        stamp('personal', 2, message('personal of bob', 'bob')),
      ]),
    );
  }
  const arrival = { receivedMs: 1, admittedMs: 2 };
  for (const from of ['ann', 'bob']) {
    book.said('shop', 'room:a', { from, id: `said by ${from}`, kind: 'text' }, arrival);
  }
  book.chat('shop/room:a', [chat('heard'), chat('bobs', 'bob')], 'heard');
  expect(idsOf()).toEqual(['heard', 'said by ann', 'personal', 'copied too', 'copied']);
  const flushed = book.flushed('shop/room:a', [chat('heard')], undefined);
  flushed?.ended(1, 0);
  expect([...book.newest()][0]).toMatchObject({ devices: 1, isWatched: true });
});

test('a flood of what is followed is thinned by itself, and others keep their memory', async () => {
  const { clock, book, idsOf } = await busyBook({
    ...{ watchedNotesPerSecond: 100, watchedWaysKept: 50, wayNotesPerSecond: 1000 },
  });
  await clock.advance(60_000);
  book.committed([run('shop/group:tea', 1, [message('tea')])]);
  book.follow(lobby, forMs);
  for (let first = 1; first < 40_000; first += 100) {
    const entries = Array.from({ length: 100 }, (_, i) => message(`m${first + i}`));
    book.committed([run('shop/group:lobby', first, entries)]);
    await clock.advance(5);
  }
  expect(idsOf()).toContain('tea');
  expect(idsOf().length).toBeLessThanOrEqual(51);
  expect(book.oneOf).toBe(1);
  book.committed([run('shop/group:tea', 2, [message('tea2')])]);
  expect(idsOf()).toContain('tea2');
});
