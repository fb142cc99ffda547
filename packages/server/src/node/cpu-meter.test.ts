import { expect, test } from 'bun:test';
import { FakeClock } from '@eagre/testkit';
import { CpuMeter } from './cpu-meter.ts';

test('processor time is that since the last question', async () => {
  const clock = new FakeClock();
  let usedMs = 5000;
  const meter = new CpuMeter(clock, () => usedMs);
  expect(meter.read()).toBe(0);
  usedMs += 1500;
  await clock.advance(1000);
  expect(meter.read()).toBe(1.5);
  usedMs += 100;
  await clock.advance(100);
  expect(meter.read()).toBe(1.5);
  await clock.advance(900);
  expect(meter.read()).toBe(0.1);
});
