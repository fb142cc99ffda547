import { expect, test } from 'bun:test';
import { until, withSeed } from '@eagre/testkit';
import { Alarms } from './alarms.ts';

test('each rings once, in the order of the times and not before, and is told when it was due', () =>
  withSeed((random) => {
    let now = 0;
    const rung: [number, number][] = [];
    const alarms = new Alarms<number>(
      (item, dueMs) => {
        expect(dueMs).toBeLessThanOrEqual(now);
        rung.push([item, dueMs]);
      },
      () => now,
    );
    const due = Array.from({ length: 500 }, (_, item) => [item, random.int(1000)] as const);
    for (const [item, atMs] of due) alarms.at(atMs, item);
    for (; now <= 1000; now += random.int(30) + 1) alarms.look();
    alarms.look();
    expect(rung.map(([, atMs]) => atMs)).toEqual(
      rung.map(([, atMs]) => atMs).sort((a, b) => a - b),
    );
    expect(new Map(rung)).toEqual(new Map(due));
    expect(rung.length).toBe(due.length);
    expect(alarms.waiting).toBe(0);
  }));

test('what rings may set the next; it is over when nothing waits, by itself or cleared', async () => {
  let rings = 0;
  const alarms = new Alarms<string>((item, dueMs) => {
    rings += 1;
    if (rings < 3) alarms.at(dueMs + 1, item);
  });
  await alarms.empty();
  alarms.at(0, 'a');
  await alarms.empty();
  expect(rings).toBe(3);
  alarms.at(Number.MAX_SAFE_INTEGER, 'never');
  let isEmpty = false;
  void alarms.empty().then(() => {
    isEmpty = true;
  });
  alarms.clear();
  await until(() => isEmpty);
  expect([alarms.waiting, rings]).toEqual([0, 3]);
});
