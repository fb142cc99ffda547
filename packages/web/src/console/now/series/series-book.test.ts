import { expect, test } from 'bun:test';
import { answer, page, startMs } from '../../../../test/console/series.ts';
import { allDrops, dropKey } from './node-columns.ts';
import { SeriesBook } from './series-book.ts';

const minutes10 = 600_000;
const make = () => new SeriesBook(1_000, minutes10);
const shown = (book: SeriesBook, key: string) => book.values(key).slice(0, book.times.length);

test('pages follow each other, and the next question begins at the last point', () => {
  const book = make();
  const now = startMs + 4_500;
  expect(book.since(now)).toBe(now - minutes10);
  expect(book.add(answer(page('a', [1, 2], { more: true })))).toBe(true);
  expect(book.since(now)).toBe(startMs + 1_000);
  expect(book.add(answer(page('a', [3, null, 5], { at: 2 })))).toBe(false);
  expect(shown(book, 'connections')).toEqual([1, 2, 3, null, 5]);
  expect(book.times[0]).toBe(startMs / 1_000);
  expect(book.times.at(-1)).toBe(startMs / 1_000 + 4);
  expect(book.since(now)).toBe(startMs + 4_000);
});

test('a point that comes twice is one point', () => {
  const book = make();
  book.add(answer(page('a', [1, 2, 3])));
  book.add(answer(page('a', [3, 4], { at: 2 })));
  expect(shown(book, 'users')).toEqual([1, 2, 3, 4]);
});

test('gauges and rates of nodes add up, of delays and levels the worst counts', () => {
  const book = make();
  book.add(answer(page('a', [1, 5, null]), page('b', [2, 3, 4])));
  expect(shown(book, 'connections')).toEqual([3, 8, 4]);
  expect(shown(book, 'messagesIn')).toEqual([3, 8, 4]);
  expect(shown(book, 'ackP99Ms')).toEqual([2, 5, 4]);
  expect(shown(book, 'loopLagMs')).toEqual([2, 5, 4]);
  expect(shown(book, 'overload')).toEqual([2, 5, 4]);
  expect([...book.values('connections', 'a')]).toEqual([1, 5, null]);
});

test('what no node measured is a gap, not zero', () => {
  const book = make();
  book.add(answer(page('a', [1, null, 0]), page('b', [2, null, 0])));
  expect(shown(book, 'connections')).toEqual([3, null, 0]);
});

test('nodes whose clocks tick at other moments of a second share its slot', () => {
  const book = make();
  book.add(answer(page('a', [1, 1], { shiftMs: 100 }), page('b', [2, 2], { shiftMs: 900 })));
  expect(shown(book, 'connections')).toEqual([3, 3]);
});

test('a node that began later or told more of the past is put in its place', () => {
  const book = make();
  book.add(answer(page('late', [10], { at: 2 }), page('old', [1, 2, 3])));
  expect(shown(book, 'connections')).toEqual([1, 2, 13]);
});

test('a late node is waited for some steps, then shown without it until it comes', () => {
  const book = make();
  book.add(answer(page('a', [1, 1]), page('b', [2, 2])));
  book.add(answer(page('a', [1, 1], { at: 2 })));
  expect(shown(book, 'connections')).toEqual([3, 3]);
  book.add(answer(page('a', [1, 1], { at: 4 })));
  expect(shown(book, 'connections')).toEqual([3, 3, 1, 1, 1, 1]);
  // It is still asked for what it has not told …
  expect(book.since(startMs + 6_000)).toBe(startMs + 1_000);
  book.add(answer(page('a', [1, 1, 1, 1, 1], { at: 2 }), page('b', [2, 2, 2, 2, 2], { at: 2 })));
  expect(shown(book, 'connections')).toEqual([3, 3, 3, 3, 3, 3, 3]);
});

test('a node that is gone for long is not asked for', () => {
  const book = make();
  const forty = Array.from({ length: 40 }, () => 1);
  book.add(answer(page('a', [1, 1]), page('b', [2, 2])));
  book.add(answer(page('a', forty, { at: 2 })));
  expect(book.since(startMs + 42_000)).toBe(startMs + 41_000);
  expect(shown(book, 'connections').slice(0, 4)).toEqual([3, 3, 1, 1]);
  expect(book.times).toHaveLength(42);
});

test('while pages are loaded, the node that is ahead waits for the one with more', () => {
  const book = make();
  const long = Array.from({ length: 100 }, () => 1);
  book.add(answer(page('slow', [1, 1], { more: true }), page('new', long, { at: 2 })));
  expect(book.times).toHaveLength(2);
  expect(book.since(startMs + 102_000)).toBe(startMs + 1_000);
  // It died while it had more: nobody waits for it any more.
  book.add(answer(page('new', [1], { at: 102 })));
  expect(book.times).toHaveLength(103);
});

test('a reason that is first named later was none before, and is none when it is not named', () => {
  const book = make();
  book.add(answer(page('a', [1, null, 1])));
  expect(shown(book, allDrops)).toEqual([0, null, 0]);
  book.add(answer(page('a', [1, 1], { at: 3, drops: { slow: [4, 6], full: [0, 1] } })));
  book.add(answer(page('a', [1, null], { at: 5 })));
  expect(shown(book, dropKey('slow'))).toEqual([0, null, 0, 4, 6, 0, null]);
  expect(shown(book, allDrops)).toEqual([0, null, 0, 4, 7, 0, null]);
});

test('an answer without points changes nothing and asks for no more', () => {
  const book = make();
  expect(book.add(answer(page('a', [])))).toBe(false);
  book.add(answer(page('a', [1])));
  expect(book.add(answer(page('a', [], { at: 1 })))).toBe(false);
  expect(shown(book, 'connections')).toEqual([1]);
});

test('what is older than the range is forgotten, in bounded memory and in the right place', () => {
  const book = new SeriesBook(1_000, 100_000);
  const start = Array.from({ length: 600 }, (_, index) => index);
  book.add(answer(page('a', start, { more: true }), page('b', start, { more: true })));
  for (let at = 600; at < 3_000; at += 1) {
    book.add(answer(page('a', [at], { at }), page('b', [at], { at })));
    expect(book.times.length).toBeLessThanOrEqual(701);
  }
  expect(book.times.at(-1)).toBe(startMs / 1_000 + 2_999);
  expect(shown(book, 'connections').at(-1)).toBe(2 * 2_999);
  expect(book.values('connections', 'a').length).toBe(book.times.length);
  expect(book.since(startMs + 3_000_000)).toBe(startMs + 2_999_000);
});

test('after a long sleep only the range is asked for', () => {
  const book = make();
  book.add(answer(page('a', [1])));
  const now = startMs + 10 * minutes10;
  expect(book.since(now)).toBe(now - minutes10);
});

test('nodes are named as people sort them', () => {
  const book = make();
  book.add(answer(page('n10', [1]), page('n2', [1])));
  expect(book.nodes).toEqual(['n2', 'n10']);
});
