import { afterAll, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SeededRandom, withSeed } from '@eagre/testkit';
import { busiest, parseTrace } from './trace.ts';
import type { TraceRow } from './trace-parser.ts';
import { traceBatches } from './trace-stream.ts';
import { surveyTrace } from './trace-survey.ts';

const directory = mkdtempSync(join(tmpdir(), 'eagre-trace-'));
afterAll(() => rmSync(directory, { recursive: true }));

function fileOf(text: string): string {
  const path = join(directory, `${crypto.randomUUID()}.csv`);
  writeFileSync(path, text);
  return path;
}

async function rowsOf(path: string): Promise<TraceRow[]> {
  const rows: TraceRow[] = [];
  for await (const batch of traceBatches(path)) rows.push(...batch);
  return rows;
}

/** Several pieces of the file long; gaps of all sizes, some rows at the same time. */
function longTrace(random: SeededRandom, rows: number): string {
  const lines = ['offsetMs,author,bytes,text'];
  let offsetMs = 0;
  for (let i = 0; i < rows; i += 1) {
    offsetMs += Math.floor(random.next() ** 4 * 1000);
    lines.push(`${offsetMs},a${random.int(50)},${random.int(900)},${random.int(20)}`);
  }
  return `${lines.join('\n')}\n`;
}

test('a long file gives the same rows piece by piece', () =>
  withSeed(async (random) => {
    const text = longTrace(random, 30_000);
    expect(text.length).toBeGreaterThan(3 * 128 * 1024);
    const path = fileOf(text);
    expect(await rowsOf(path)).toEqual(parseTrace(text, path));
  }));

test('the last line needs no break, and returns do no harm', async () => {
  const path = fileOf('offsetMs,author,bytes\r\n0,a,1\r\n7,b,2');
  expect((await rowsOf(path)).map(({ offsetMs, bytes }) => [offsetMs, bytes])).toEqual([
    [0, 1],
    [7, 2],
  ]);
});

test('a wrong line far inside is named with its number', () =>
  withSeed(async (random) => {
    const lines = longTrace(random, 20_000).split('\n');
    lines[15_000] = 'oops';
    const path = fileOf(lines.join('\n'));
    await expect(rowsOf(path)).rejects.toThrow(`${path}:15001 needs 3 columns`);
  }));

test.each([
  ['a file that is not there', join(directory, 'none.csv'), "none.csv can't be read"],
  ['a directory', directory, "can't be read"],
  ['an empty file', fileOf(''), ':1 must start with the columns'],
  ['a header alone', fileOf('offsetMs,author,bytes\n'), 'has no rows'],
  [
    'a file without lines',
    fileOf(`offsetMs,author,bytes\n${'x'.repeat(200_000)}`),
    ':2 is longer than 4096 characters',
  ],
])('%s is refused', async (_what, path, message) => {
  await expect(rowsOf(path)).rejects.toThrow(message);
});

test('a survey finds the part in which most is said', () =>
  withSeed(async (random) => {
    const text = longTrace(random, 12_000);
    const path = fileOf(text);
    const rows = parseTrace(text, path);
    for (const partMs of [500, 20_000, 600_000]) {
      const { fromMs, toMs, rowsInPart, rows: all } = await surveyTrace(path, partMs);
      expect(all).toBe(12_000);
      expect(rowsInPart).toBe(busiest(rows, partMs).length);
      expect(toMs - fromMs).toBeLessThanOrEqual(partMs);
      const inside = rows.filter(({ offsetMs }) => offsetMs >= fromMs && offsetMs <= toMs);
      expect(inside.length).toBe(rowsInPart);
    }
  }));

test('a survey of all is from the first row to the last', async () => {
  const path = fileOf('offsetMs,author,bytes\n40,a,1\n50,b,1\n90,a,1\n');
  const all = { rows: 3, fromMs: 40, toMs: 90, rowsInPart: 3 };
  expect(await surveyTrace(path, 0)).toEqual(all);
  expect(await surveyTrace(path, 1000)).toEqual(all);
  const busy = { rows: 3, fromMs: 40, toMs: 50, rowsInPart: 2 };
  expect(await surveyTrace(path, 20)).toEqual(busy);
  expect(await surveyTrace(path, 10)).toEqual(busy);
});
