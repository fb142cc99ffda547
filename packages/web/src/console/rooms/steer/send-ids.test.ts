import { expect, test } from 'bun:test';
import { SeededRandom } from '@eagre/testkit';
import { SendIds } from './send-ids.ts';

test('another try has the id of the first, until it is done or something else is sent', () => {
  const ids = new SendIds(new SeededRandom(1));
  const first = ids.idFor('sale at eight');
  expect(first).toMatch(/^console-[0-9a-z]{20}$/);
  expect(ids.idFor('sale at eight')).toBe(first);
  const other = ids.idFor('sale at nine');
  expect(other).not.toBe(first);
  ids.done();
  expect(ids.idFor('sale at nine')).not.toBe(other);
});
