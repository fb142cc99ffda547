import { expect, test } from 'bun:test';
import { withSeed } from '@eagre/testkit';
import { figuresOf } from './figures.ts';
import { WindowCounts } from './window-counts.ts';

const row = (offsetMs: number, author: string, bytes = 1, text = 'a') => ({
  offsetMs,
  author,
  bytes,
  text,
});

test('figures of a few rows are those one counts by hand', () => {
  const figures = figuresOf([
    row(0, 'a', 10, 'hi'),
    row(100, 'a', 20, 'hi'),
    row(400, 'b', 30, 'hi'),
    row(1000, 'c', 40, 'so'),
    row(4000, 'a', 50, 'no'),
  ]);
  expect(figures).toMatchObject({
    messages: 5,
    hours: 4 / 3600,
    'messages a second': 1.25,
    'most in a second': 3,
    'gap, median': 300,
    'size, mean': 30,
    'size, median': 30,
    'texts said before': 40,
    'the commonest text': 60,
    authors: 3,
    'messages of the busiest 1 %': 60,
    'same author as the message before': 25,
  });
  expect(figures['authors with one message']).toBeCloseTo(200 / 3, 9);
  // Of 100 ms and 3.9 s the smaller; histograms have three digits.
  expect(figures['author again, median']).toBeCloseTo(0.1, 3);
  expect(figures['author again, p90']).toBeCloseTo(3.9, 2);
  // Counts of the full seconds are 3, 1, 0, 0.
  expect(figures['dispersion of 1 s']).toBeCloseTo(1.5, 9);
});

test('what can not be told is left out', () => {
  const figures = figuresOf([
    { offsetMs: 0, author: 1, bytes: 5 },
    { offsetMs: 10, author: 2, bytes: 0 },
  ]);
  expect(figures).not.toHaveProperty(['texts said before']);
  expect(figures).not.toHaveProperty(['dispersion of 60 s']);
  expect(figuresOf([])).toEqual({ messages: 0 });
});

test('counts of windows agree with the plain formulas, silences and all', () =>
  withSeed((random) => {
    for (let round = 0; round < 40; round += 1) {
      const windowMs = 1 + random.int(50);
      const counts = new WindowCounts(windowMs);
      const windows: number[] = [];
      let offsetMs = random.int(500);
      const first = Math.floor(offsetMs / windowMs);
      for (let i = 0; i < 300; i += 1) {
        const window = Math.floor(offsetMs / windowMs) - first;
        while (windows.length <= window) windows.push(0);
        windows[window] = (windows[window] as number) + 1;
        counts.add(offsetMs);
        offsetMs += Math.floor(random.next() ** 6 * 400);
      }
      expect(counts.most).toBe(Math.max(...windows));
      const full = windows.slice(0, -1);
      expect(counts.windows).toBe(full.length);
      const mean = full.reduce((sum, each) => sum + each, 0) / full.length;
      const squares = full.reduce((sum, each) => sum + (each - mean) ** 2, 0);
      expect(counts.dispersion).toBeCloseTo(squares / full.length / mean, 6);
      const products = full.slice(1).map((each, i) => (each - mean) * ((full[i] as number) - mean));
      const covariance = products.reduce((sum, each) => sum + each, 0);
      expect(counts.correlation).toBeCloseTo(covariance / squares, 6);
    }
  }));
