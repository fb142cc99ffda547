import { expect, test } from 'bun:test';
import type { BenchRecord } from '../cli/report.ts';
import { scenarios } from '../scenarios.ts';
import { figuresPage, withFigures } from './performance-page.ts';

const record: BenchRecord = {
  scenario: 'append',
  about: '',
  method: 'One core.',
  bound: 'the disk',
  date: '2026-11-23T01:02:03.000Z',
  machine: {
    cpu: 'A processor',
    cores: 2,
    memoryBytes: 24 * 1024 ** 3,
    kernel: '6.1',
    bun: '1.4.5',
    commit: 'abc',
    pinned: true,
  },
  options: {},
  figures: { rowsPerSecond: 12_345.6, p99Ms: 3.21 },
  targets: { rowsPerSecond: { text: '≥ 25,000', reached: false } },
  verdicts: [{ ok: true, text: 'all stored' }],
};

test('a row for each figure, with its unit and bar, and how it was measured', () => {
  const page = figuresPage([record], scenarios);
  expect(page).toContain(
    '| `append` | rowsPerSecond: committed, one entry each | 12,346 rows/s | ≥ 25,000, **not reached** |',
  );
  expect(page).toContain('|  | p99Ms: commit called → on disk | 3.21 ms |  |');
  expect(page).toContain('Bound: the disk. Checked: all stored.');
  expect(page).toContain('2026-11-23, A processor, 2 cores, 24 GB');
});

test('a bench whose receivers found a fault says so', () => {
  const verdicts = [
    { ok: true, text: 'all stored' },
    { ok: false, text: '3 lost' },
  ];
  expect(figuresPage([{ ...record, verdicts }], scenarios)).toContain('**failed**: 3 lost.');
});

test('only what lies between the marks is replaced', () => {
  const marks = /<!-- figures.*?-->|<!-- end of figures -->/g;
  const [begin, end] = [
    '<!-- figures: made by `npm run bench -- all` -->',
    '<!-- end of figures -->',
  ];
  const text = `above\n${begin}\nold\n${end}\nbelow\n`;
  const made = withFigures(text, 'new');
  expect(made).toBe(`above\n${begin}\n\nnew\n${end}\nbelow\n`);
  expect(made.match(marks)).toHaveLength(2);
  expect(() => withFigures('no marks', 'new')).toThrow('docs/performance.md has no lines');
});
