import { expect, test } from 'bun:test';
import { answer, page } from '../../../test/console/series.ts';
import { courseOf, newestOf } from './newest.ts';
import { SeriesBook } from './series/series-book.ts';

function bookOf(values: readonly (number | null)[]): SeriesBook {
  const book = new SeriesBook(1_000, 600_000);
  book.add(answer(page('a', values)));
  return book;
}

test('the newest value stays for some seconds in which nothing was measured, not for longer', () => {
  const gap = Array.from({ length: 9 }, () => null);
  expect(newestOf(bookOf([1, 2, 3]), 'ackP99Ms')).toBe(3);
  expect(newestOf(bookOf([1, 7, ...gap]), 'ackP99Ms')).toBe(7);
  expect(newestOf(bookOf([1, 7, ...gap, null]), 'ackP99Ms')).toBeNull();
  expect(newestOf(new SeriesBook(1_000, 600_000), 'ackP99Ms')).toBeNull();
});

test('a course is the last two minutes', () => {
  const values = Array.from({ length: 200 }, (_, index) => index);
  const course = courseOf(bookOf(values), 'users');
  expect([course.length, course[0], course.at(-1)]).toEqual([120, 80, 199]);
});
