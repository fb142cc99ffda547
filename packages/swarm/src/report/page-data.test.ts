import { expect, test } from 'bun:test';
import { SeededRandom } from '@eagre/testkit';
import { pageData } from './page-data.ts';
import type { RunReport, Sample } from './run-report.ts';
import { fakeReport } from './test/fake-report.ts';
import { serverSample } from './test/server-sample.ts';

function reportOf(samples: Sample[]): RunReport {
  return { ...fakeReport(new SeededRandom(1)), samples, marks: [] };
}

function sample(atMs: number, told: Partial<Sample> = {}): Sample {
  return { atMs, spanMs: 1000, gauges: {}, counters: {}, timers: {}, loadCpu: 0, ...told };
}

function lineOf(report: RunReport, plot: string, label: string) {
  const found = pageData(report).plots.find(({ id }) => id === plot);
  return found?.series.find((series) => series.label === label)?.values;
}

test('what was not measured has no plot, and what was always nothing no line', () => {
  expect(pageData(reportOf([])).plots).toEqual([]);
  const quiet = reportOf([sample(1000), sample(2000, { gauges: { online: 3 } })]);
  expect(pageData(quiet).plots.map(({ id, series }) => [id, series.length])).toEqual([
    ['online', 1],
  ]);
  const full = pageData(fakeReport(new SeededRandom(1)));
  const ids = full.plots.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toContain('latency-chat');
  expect(ids).not.toContain('latency-enter');
  expect(ids).not.toContain('moves');
  for (const { id, series, about, title } of full.plots) {
    expect([id, about.endsWith('.'), title !== '', series.length > 0]).toEqual([
      id,
      true,
      true,
      true,
    ]);
    for (const { values } of series) expect(values).toHaveLength(full.times.length);
  }
});

test('counters are told for a second, also those of a longer spell', () => {
  const report = reportOf([
    sample(1000, { counters: { sent: 10 } }),
    sample(5000, { spanMs: 4000, counters: { sent: 10 } }),
  ]);
  expect(lineOf(report, 'messages-in', 'Sent')).toEqual([10, 2.5]);
});

test('where the server was away there is a gap, in its figures and in what it left out', () => {
  const report = reportOf([
    sample(1000, { server: serverSample({ cpu: 0.5, drops: { cap: 4 } }) }),
    sample(2000),
    sample(4000, { spanMs: 2000, server: serverSample({ cpu: 0.25, drops: { full: 6 } }) }),
  ]);
  expect(lineOf(report, 'server-cpu', 'Server')).toEqual([0.5, null, 0.25]);
  expect(lineOf(report, 'drops', 'full')).toEqual([0, null, 3]);
  expect(lineOf(report, 'drops', 'cap')).toEqual([4, null, 0]);
});

test('the most frequent reasons are told apart, the others are one', () => {
  const reasons = Array.from({ length: 12 }, (_none, i) => [`reason ${i}`, 10 * (i + 1)]);
  const drops = Object.fromEntries(reasons) as Record<string, number>;
  const report = reportOf([sample(1000, { server: serverSample({ drops }) })]);
  const plot = pageData(report).plots.find(({ id }) => id === 'drops');
  expect(plot?.series.map(({ label }) => label)).toEqual([
    ...[11, 10, 9, 8, 7, 6, 5].map((i) => `reason ${i}`),
    'other reasons',
  ]);
  expect(lineOf(report, 'drops', 'other reasons')).toEqual([10 + 20 + 30 + 40 + 50]);
});

test('lines of very different heights get a logarithmic scale', () => {
  const isLog = (sent: number, refused: number) =>
    pageData(reportOf([sample(1000, { counters: { sent, refused } })])).plots[0]?.isLog;
  expect(isLog(1000, 900)).toBe(false);
  expect(isLog(1000, 9)).toBe(true);
});

test('spells of the run become bands; one without an end lasts to the end', () => {
  const report = fakeReport(new SeededRandom(1));
  report.marks = [
    { kind: 'phase', name: 'chat', about: '', atMs: 1500, endMs: 30_000 },
    { kind: 'fault', name: 'kill', about: '', atMs: 20_000 },
  ];
  expect(pageData(report).bands).toEqual([
    { kind: 'phase', name: 'chat', from: 1.5, to: 30 },
    { kind: 'fault', name: 'kill', from: 20, to: 180 },
  ]);
});
