import { expect, test } from 'bun:test';
import { FakeClock } from '@eagre/testkit';
import { ChatFlow } from './chat-flow.ts';

function start() {
  const clock = new FakeClock();
  const printed: string[] = [];
  const flow = new ChatFlow(clock, (line) => printed.push(line));
  const say = (text: string, matters = false) => flow.add({ text, matters });
  return { clock, printed, flow, say };
}

test('a line is shown at once, and a burst one after the other, in order', async () => {
  const { clock, printed, say, flow } = start();
  for (const text of ['a', 'b', 'c']) say(text);
  expect(printed).toEqual(['a']);
  await clock.advance(125);
  expect(printed).toEqual(['a', 'b']);
  await clock.advance(10_000);
  expect(printed).toEqual(['a', 'b', 'c']);
  expect(clock.pendingTimers).toBe(0);
  say('d');
  expect(printed).toEqual(['a', 'b', 'c', 'd']);
  flow.clear();
});

test('however many are said, 8 a second are shown, the newest, and none waits longer than 2 s', async () => {
  const { clock, printed, say, flow } = start();
  for (let tick = 0; tick < 100; tick += 1) {
    for (let n = 0; n < 50; n += 1) say(`${tick}`);
    await clock.advance(100);
  }
  expect(printed.length).toBeGreaterThan(75);
  expect(printed.length).toBeLessThanOrEqual(81);
  // With 500 said each second, the 16 that wait are all of the last tick.
  expect(Number(printed.at(-1))).toBeGreaterThanOrEqual(97);
  expect(flow.pace.said).toBe(500);
  expect(flow.pace.leftOut).toBe(492);
  // The last tick's first line took its turn as it ended, or waits.
  const before = printed.length;
  await clock.advance(2000);
  expect([15, 16]).toContain(printed.length - before);
  expect(clock.pendingTimers).toBe(0);
});

test('of too many, those that matter are left out last', async () => {
  const { clock, printed, say } = start();
  say('first');
  say('host', true);
  for (let n = 0; n < 100; n += 1) say(`viewer ${n}`);
  await clock.advance(10_000);
  expect(printed.slice(0, 3)).toEqual(['first', 'host', 'viewer 85']);
  for (let n = 0; n < 100; n += 1) say(`gift ${n}`, true);
  await clock.advance(10_000);
  expect(printed.at(-1)).toBe('gift 99');
  expect(printed.length).toBe(17 + 17);
});

test('the pace is of the last while, and 0 when nobody speaks', async () => {
  const { clock, say, flow } = start();
  for (let n = 0; n < 10; n += 1) say('x');
  expect(flow.pace).toEqual({ said: 0, leftOut: 0 });
  await clock.advance(2000);
  expect(flow.pace).toEqual({ said: 5, leftOut: 0 });
  await clock.advance(2000);
  expect(flow.pace).toEqual({ said: 0, leftOut: 0 });
  say('y');
  await clock.advance(20_000);
  expect(flow.pace).toEqual({ said: 0, leftOut: 0 });
});

test('another room begins with nothing that waits', async () => {
  const { clock, printed, say, flow } = start();
  for (const text of ['a', 'b']) say(text);
  flow.clear();
  expect(clock.pendingTimers).toBe(0);
  say('c');
  await clock.advance(1000);
  expect(printed).toEqual(['a', 'c']);
});
