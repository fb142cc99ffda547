import { expect, test } from 'bun:test';
import type { Sample } from './run-report.ts';
import { fold, type Step } from './step.ts';
import { serverSample } from './test/server-sample.ts';

function step(atMs: number, residentByNode?: Record<string, number>): Step {
  const server = { ...serverSample(), ...(residentByNode && { residentByNode }) };
  const sample: Sample & { spanMs: number } = {
    ...{ atMs, spanMs: 1000, gauges: {}, counters: {}, timers: {}, loadCpu: 0 },
    server,
  };
  return { sample, timers: {}, seconds: 1 };
}

test('the memory of each node stays its peak, also of one that was away', () => {
  const both = fold(step(1000, { a: 5, b: 9 }), step(2000, { a: 7, b: 4, c: 1 }));
  expect(both.sample.server?.residentByNode).toEqual({ a: 7, b: 9, c: 1 });
  const away = fold(step(1000, { a: 5 }), step(2000, { b: 2 }));
  expect(away.sample.server?.residentByNode).toEqual({ a: 5, b: 2 });
  expect(fold(step(1000), step(2000)).sample.server).not.toHaveProperty('residentByNode');
});
