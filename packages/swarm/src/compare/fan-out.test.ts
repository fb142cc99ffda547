import { afterEach, expect, test } from 'bun:test';
import { until } from '@eagre/testkit';
import { Deliveries } from './deliveries.ts';
import { bestDepth } from './depth.ts';
import { FlatOut } from './flat-out.ts';
import { duesOf, roundedDue, shortestText, stampedText } from './stamped-text.ts';

const encoder = new TextEncoder();
const endings: (() => void)[] = [];
afterEach(() => {
  for (const end of endings.splice(0)) end();
});

test('a text has the length that was asked for, and tells when it was due', () => {
  const now = 1_764_000_000_123.456;
  for (const bytes of [shortestText, 200, 8000]) {
    const text = stampedText(123_456_789, now, bytes);
    expect(encoder.encode(text)).toHaveLength(bytes);
    expect(duesOf(text)).toEqual([roundedDue(now)]);
  }
  const merged = JSON.stringify(
    [1, 2, 3].map((i) => ({ text: stampedText(i, i, 30), from: 'u@1' })),
  );
  expect(duesOf(merged)).toEqual([1, 2, 3]);
  expect(duesOf('{"id":7,"ok":{}}')).toEqual([]);
});

function frameOf(...dues: number[]): [Uint8Array, number, number] {
  const texts = dues.map((due, i) => stampedText(i, due, 40));
  const bytes = encoder.encode(`   ${JSON.stringify(texts)} `);
  return [bytes, 3, bytes.length - 1];
}

test('what arrives is counted at each subscriber; what was due in time is timed at a few', () => {
  const deliveries = new Deliveries();
  const [timed, other] = [deliveries.sink(true), deliveries.sink(false)];
  deliveries.timeBetween(100, 200);
  for (const sink of [timed, other, other]) sink(...frameOf(50, 100, 199.99));
  for (const sink of [timed, other, other]) sink(...frameOf(200));
  for (const sink of [timed, other, other]) sink(encoder.encode('{"push":"x"}'), 0, 12);
  expect(deliveries).toMatchObject({ messages: 12, frames: 6, due: 6 });
  expect(deliveries.times.totalCount).toBe(2);
  timed(...frameOf(50, 100, 199.99));
  expect(deliveries).toMatchObject({ messages: 15, due: 8 });
  // The same frame again, in another time, is not what it was.
  deliveries.timeBetween(0, 60);
  timed(...frameOf(50, 100, 199.99));
  expect(deliveries).toMatchObject({ messages: 18, due: 1 });
  expect(deliveries.times.totalCount).toBe(1);
});

/** Subscribers that get a text when the test says so. */
function flatOutWith(subscribers: number, depth: number) {
  const deliveries = new Deliveries();
  let published = 0;
  const flatOut = new FlatOut(deliveries, subscribers, () => {
    published += 1;
  });
  endings.push(() => flatOut.stop());
  flatOut.start(depth);
  const sink = deliveries.sink(false);
  return {
    flatOut,
    published: () => published,
    deliver(...dues: number[]) {
      for (let i = 0; i < subscribers; i += 1) sink(...frameOf(...dues));
    },
  };
}

test('as many texts are under way as were asked for, one more whenever one is everywhere', async () => {
  const load = flatOutWith(3, 5);
  expect(load.published()).toBe(1);
  await until(() => load.published() === 5);
  load.deliver(1);
  expect(load.published()).toBe(6);
  load.deliver(2, 3, 4);
  expect(load.published()).toBe(9);
  await Bun.sleep(30);
  expect(load.published()).toBe(9);
  load.flatOut.stop();
  load.deliver(5);
  expect(load.published()).toBe(9);
});

test('a frame with many texts makes room for as many', async () => {
  const load = flatOutWith(2, 10);
  await until(() => load.published() === 10);
  load.deliver(1, 2, 3, 4, 5, 6);
  expect(load.published()).toBe(16);
});

test('when nothing comes any more what was under way is given up', async () => {
  const load = flatOutWith(2, 1);
  await until(() => load.published() === 2, { what: 'another text' });
});

test('the depth is the one that is fastest, and what is no faster is not gone on with', async () => {
  const tried: number[] = [];
  const rates: Record<number, number> = { 2: 100, 8: 200, 32: 190, 128: 300, 512: 301, 2048: 290 };
  const flatOut = (depth: number) => {
    tried.push(depth);
    return Promise.resolve({ messagesPerSecond: rates[depth] ?? 1000 });
  };
  expect(await bestDepth(flatOut)).toBe(128);
  expect(tried).toEqual([2, 8, 32, 128, 512, 2048]);
  expect(await bestDepth(flatOut, [7])).toBe(7);
});
