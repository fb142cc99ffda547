import { expect, test } from 'bun:test';
import { Meter } from './meter.ts';

test('tells rates of the time between two readings', () => {
  const line = { frames: 10, bytes: 1000 };
  const meter = new Meter(line, 0);
  line.frames += 20;
  line.bytes += 4000;
  for (let n = 0; n < 6; n += 1) meter.message();
  expect(meter.read(2000)).toEqual({ frames: 10, messages: 3, bytes: 2000 });
  expect(meter.read(3000)).toEqual({ frames: 0, messages: 0, bytes: 0 });
});

test('two readings at once tell no absurd rate', () => {
  const line = { frames: 0, bytes: 0 };
  const meter = new Meter(line, 0);
  line.frames = 1;
  expect(meter.read(0).frames).toBe(10);
});
