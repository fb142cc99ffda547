import { expect, test } from 'bun:test';
import { SeededRandom } from '@eagre/testkit';
import { ChatBuffer } from './chat-buffer.ts';
import { chat, ranks, textsOf } from './test/chat-fixture.ts';

function bufferFixture(roomPendingChat = 10, roomPendingChars = 10_000) {
  const dropped: number[] = [0, 0, 0, 0];
  const buffer = new ChatBuffer({
    limits: { roomPendingChat, roomPendingChars },
    random: new SeededRandom(1),
    onDropped: (byRank) => {
      byRank.forEach((count, rank) => {
        dropped[rank] = (dropped[rank] ?? 0) + count;
      });
    },
  });
  return { buffer, dropped };
}

test('gives what came, in order, once', () => {
  const { buffer, dropped } = bufferFixture();
  for (const text of ['a', 'b', 'c']) buffer.add(chat(text));
  expect(buffer.length).toBe(3);
  expect(textsOf(buffer.takeAll())).toEqual(['a', 'b', 'c']);
  expect([buffer.length, buffer.takeAll().length, ...dropped]).toEqual([0, 0, 0, 0, 0, 0]);
});

test('holds no more than the limit in a flood, keeps high ranks and order, and counts the rest', () => {
  const { buffer, dropped } = bufferFixture(100);
  let longest = 0;
  for (let i = 0; i < 10_000; i += 1) {
    const rank = i % 500 === 0 ? ranks.staff : ranks.viewer;
    buffer.add(chat(`${i}`, `u${i % 7}`, rank));
    longest = Math.max(longest, buffer.length);
  }
  const kept = buffer.takeAll();
  expect(longest).toBeLessThanOrEqual(100);
  expect(kept.filter(({ rank }) => rank === ranks.staff)).toHaveLength(20);
  expect(dropped).toEqual([0, 0, 0, 10_000 - kept.length]);
  const order = textsOf(kept).map(Number);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
});

test('what was taken does not count any more', () => {
  const { buffer, dropped } = bufferFixture(10, 1000);
  for (let i = 0; i < 5; i += 1) {
    buffer.add(chat('x'.repeat(900)));
    expect(buffer.takeAll()).toHaveLength(1);
  }
  expect(dropped).toEqual([0, 0, 0, 0]);
});

test('few long texts of staff give way as well when they are too many characters', () => {
  const { buffer, dropped } = bufferFixture(100, 1000);
  for (let i = 0; i < 10; i += 1) buffer.add(chat('x'.repeat(10)));
  for (let i = 0; i < 3; i += 1) buffer.add(chat('y'.repeat(330), 'host', ranks.staff));
  expect(textsOf(buffer.takeAll())).toEqual(['y'.repeat(330)]);
  expect(dropped).toEqual([2, 0, 0, 10]);
});

test('holds no more characters than the limit, however few the messages', () => {
  const { buffer, dropped } = bufferFixture(100, 1000);
  let longest = 0;
  for (let i = 0; i < 50; i += 1) {
    buffer.add(chat('x'.repeat(i % 10 === 0 ? 400 : 10), `u${i}`));
    const chars = textsOf(buffer.takeAll()).join('').length;
    longest = Math.max(longest, chars);
    for (let j = 0; j < 4; j += 1) buffer.add(chat('y'.repeat(240), `v${j}`));
  }
  expect(longest).toBeLessThanOrEqual(1000);
  expect(dropped[ranks.viewer]).toBeGreaterThan(0);
});
