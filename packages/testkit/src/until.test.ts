import { expect, test } from 'bun:test';
import { until } from './until.ts';

test('gives the first truthy value', async () => {
  let looks = 0;
  expect(await until(() => (++looks === 3 ? 'third' : undefined))).toBe('third');
});

test('waits for a promised condition', async () => {
  expect(await until(async () => 7)).toBe(7);
});

test('a condition that throws at first is looked at again', async () => {
  let looks = 0;
  const value = await until(() => {
    looks += 1;
    if (looks < 3) throw new Error('not connected');
    return looks;
  });
  expect(value).toBe(3);
});

test('the error names what was waited for and what was seen last', async () => {
  const waiting = until(() => 0, { timeoutMs: 20, what: 'two members' });
  await expect(waiting).rejects.toThrow('waited 20 ms for two members (last: 0)');
  const throwing = until(
    () => {
      throw new Error('no such room');
    },
    { timeoutMs: 20, what: 'the room' },
  );
  await expect(throwing).rejects.toThrow('no such room');
});
