import { expect, test } from 'bun:test';
import { trackLeaks } from './leaks.ts';

test('passes at once when nothing is left', async () => {
  const leaks = trackLeaks();
  leaks.add('connections', () => 0);
  await leaks.expectNone(0);
});

test('waits for what is still closing', async () => {
  const leaks = trackLeaks();
  let connections = 3;
  leaks.add('connections', () => Math.max(0, connections--));
  await leaks.expectNone();
});

test('lists all that is left, and only that', async () => {
  const leaks = trackLeaks();
  leaks.add('connections', () => 2);
  leaks.add('timers', () => 0);
  leaks.add('unsent bytes', () => 512);
  const failure = leaks.expectNone(10);
  await expect(failure).rejects.toThrow(
    'left behind after 10 ms: connections: 2, unsent bytes: 512',
  );
});

test('a count below zero is a leak too', async () => {
  const leaks = trackLeaks();
  leaks.add('online', () => -1);
  expect(await leaks.expectNone(0).catch(String)).toContain('online: -1');
});

test('a name is used once', () => {
  const leaks = trackLeaks();
  leaks.add('timers', () => 0);
  expect(() => leaks.add('timers', () => 0)).toThrow('"timers"');
});
