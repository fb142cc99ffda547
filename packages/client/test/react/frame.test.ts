import { afterEach, expect, test } from 'bun:test';
import { FakeClock } from '@eagre/testkit';
import { nextFrame } from '../../src/react/frame.ts';
import { viewLimits } from '../../src/react/view-limits.ts';
import { openDom } from './support/dom.ts';

const before = Object.getOwnPropertyDescriptor(globalThis, 'requestAnimationFrame');
afterEach(() => {
  if (before === undefined) Reflect.deleteProperty(globalThis, 'requestAnimationFrame');
  else Object.defineProperty(globalThis, 'requestAnimationFrame', before);
});

test.each([
  ['the browser draws', 1, 0],
  ['the page is in the background', 0, viewLimits.frameWithinMs],
])('a change is shown once: %s', async (_, drawn, waitMs) => {
  const clock = new FakeClock();
  const asked: (() => void)[] = [];
  globalThis.requestAnimationFrame = (run) => asked.push(() => run(0));
  let runs = 0;
  nextFrame(clock)(() => {
    runs += 1;
  });
  expect(runs).toBe(0);
  for (const draw of asked.slice(0, drawn)) draw();
  await clock.advance(waitMs);
  expect([runs, clock.pendingTimers]).toEqual([1, 0]);
  // A frame that comes all the same, when the page is looked at again.
  for (const draw of asked) draw();
  expect(runs).toBe(1);
});

test('a page of a test leaves the globals as they were', async () => {
  const names = () => Object.getOwnPropertyNames(globalThis).toSorted();
  const all = names();
  const { navigator } = globalThis;
  const page = openDom();
  expect([typeof document, navigator === globalThis.navigator]).toEqual(['object', false]);
  await page.close();
  expect([names(), typeof document, globalThis.navigator]).toEqual([all, 'undefined', navigator]);
});
