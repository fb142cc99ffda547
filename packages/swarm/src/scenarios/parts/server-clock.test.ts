import { expect, test } from 'bun:test';
import { withSeed } from '@eagre/testkit';
import { ServerClock } from './server-clock.ts';

test('the quickest answer counts, and the clock is off by half of its round trip at most', () =>
  withSeed((random) => {
    const ahead = random.int(1e9) - 5e8;
    const clock = new ServerClock();
    expect(clock.errorMs).toBe(Number.POSITIVE_INFINITY);
    for (let i = 0; i < 50; i += 1) {
      const sentMs = 1e6 + i * 1000;
      const there = random.int(200);
      const back = random.int(200);
      clock.offer(sentMs + there + ahead, sentMs, sentMs + there + back);
      expect(Math.abs(clock.serverMs(5e6) - (5e6 + ahead))).toBeLessThanOrEqual(clock.errorMs);
    }
    expect(clock.errorMs).toBeLessThan(100);
    expect(clock.ownMs(clock.serverMs(123))).toBeCloseTo(123, 3);
  }));
