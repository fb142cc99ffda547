import { expect, test } from 'bun:test';
import { FakeClock } from '@eagre/testkit';
import { MemoryTidy } from './memory-tidy.ts';

function setUp() {
  const clock = new FakeClock();
  const counts = { opened: 0, delivered: 0, collections: 0 };
  const tidy = new MemoryTidy({
    clock,
    limits: { tidyConnects: 1000, tidyQuietRate: 100, tidyQuietMs: 2000 },
    opened: () => counts.opened,
    delivered: () => counts.delivered,
    collect: () => {
      counts.collections += 1;
    },
  });
  return { clock, counts, tidy };
}

test('collects once, when a storm of connects is over', async () => {
  const { clock, counts, tidy } = setUp();
  for (let i = 0; i < 6; i += 1) {
    counts.opened += 500;
    await clock.advance(500);
  }
  expect(counts.collections).toBe(0);
  await clock.advance(1500);
  expect(counts.collections).toBe(0);
  await clock.advance(500);
  expect(counts.collections).toBe(1);
  await clock.advance(60_000);
  expect(counts.collections).toBe(1);
  tidy.stop();
  expect(clock.pendingTimers).toBe(0);
});

test('never while frames are delivered, and not for a few connects', async () => {
  const { clock, counts, tidy } = setUp();
  counts.opened = 999;
  await clock.advance(10_000);
  expect(counts.collections).toBe(0);
  counts.opened = 2000;
  for (let i = 0; i < 20; i += 1) {
    counts.delivered += 51;
    await clock.advance(500);
  }
  expect(counts.collections).toBe(0);
  await clock.advance(2000);
  expect(counts.collections).toBe(1);
  tidy.stop();
});
