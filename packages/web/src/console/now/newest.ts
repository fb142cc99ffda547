import type { SeriesName } from '@eagre/server/console';
import type { SeriesBook } from './series/series-book.ts';

/** A delay is measured only when there is a message: the newest one stays for so many steps. */
const staySteps = 10;
/** Of a course beside a figure: more than one can tell apart at its size. */
const courseSteps = 120;

/** The newest value that is known; null when the last steps have none. */
export function newestOf(book: SeriesBook, key: SeriesName): number | null {
  const values = book.values(key);
  const last = book.times.length - 1;
  for (let at = last; at > last - staySteps && at >= 0; at -= 1) {
    const value = values[at];
    if (value !== null && value !== undefined) return value;
  }
  return null;
}

export function courseOf(book: SeriesBook, key: SeriesName): readonly (number | null)[] {
  const length = book.times.length;
  return book.values(key).slice(Math.max(0, length - courseSteps), length);
}
