import { describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../cli/usage-error.ts';
import type { FigureName, Figures } from './figure-names.ts';
import { fitOf, generatedFigures, runFit, shippedFit } from './fit.ts';
import { recordedFigures } from './recorded-figures.ts';
import type { TalkKind } from './talk.ts';

/** Chance has its way in one hour of traffic, in several less. */
const seeds = [1, 2, 3, 4, 5, 6, 7, 8];

function meanFigures(kind: TalkKind): Figures {
  const all = seeds.map((seed) => generatedFigures(recordedFigures[kind], kind, seed));
  const names = Object.keys(all[0] as Figures) as FigureName[];
  return Object.fromEntries(
    names.map((name) => [
      name,
      all.reduce((sum, each) => sum + (each[name] ?? 0), 0) / seeds.length,
    ]),
  );
}

/** Greatest ratio, either way; or greatest difference in points. */
type Tolerances = Partial<Record<FigureName, { ratio: number } | { points: number }>>;

const ratio = (value: number) => ({ ratio: value });
const points = (value: number) => ({ points: value });

const sizes: Tolerances = {
  messages: ratio(1.1),
  'size, mean': ratio(1.06),
  'size, median': ratio(1.04),
  'size, p90': ratio(1.06),
  'size, p99': ratio(1.1),
  'messages of the busiest 10 %': points(6),
};

const tolerances: Record<TalkKind, Tolerances> = {
  show: {
    ...sizes,
    messages: ratio(1.03),
    'most in a second': ratio(1.4),
    'dispersion of 1 s': ratio(1.12),
    'dispersion of 10 s': ratio(1.25),
    'dispersion of 60 s': ratio(1.5),
    'correlation of neighbouring seconds': points(0.05),
    'gap, median': ratio(1.05),
    'gap, p99': ratio(1.05),
    'gap, p99.9': ratio(1.1),
    'texts said before': points(2),
    'the commonest text': points(0.5),
    'the 10 commonest texts': points(1),
    'the 100 commonest texts': points(4),
    authors: ratio(1.06),
    'authors with one message': points(3),
    'messages of the busiest 1 %': points(2),
    'author again, median': ratio(1.15),
  },
  group: {
    ...sizes,
    'dispersion of 1 s': ratio(1.1),
    'dispersion of 10 s': ratio(1.2),
    'dispersion of 60 s': ratio(1.3),
    'dispersion of 1 h': ratio(1.4),
    'correlation of neighbouring minutes': points(0.1),
    'gap, median': ratio(1.25),
    'gap, p90': ratio(1.6),
    'gap, p99': ratio(1.3),
    authors: ratio(1.25),
    'authors with one message': points(6),
    'same author as the message before': points(5),
    'author again, median': ratio(1.3),
  },
};

describe.each(['show', 'group'] as const)('%s', (kind) => {
  const generated = meanFigures(kind);
  const recorded = recordedFigures[kind];

  test.each(Object.entries(tolerances[kind]))('%s is as recorded, within %p', (name, tolerance) => {
    const here = recorded[name as FigureName] as number;
    const there = generated[name as FigureName] as number;
    if ('ratio' in tolerance) {
      expect(there / here).toBeWithin(1 / tolerance.ratio, tolerance.ratio);
    } else {
      expect(there - here).toBeWithin(-tolerance.points, tolerance.points);
    }
  });

  test('the shipped table lists all figures of the recording, and repeats with its seed', () => {
    const fit = shippedFit(kind, 5);
    expect(fit).toEqual(shippedFit(kind, 5));
    expect(fit).not.toEqual(shippedFit(kind, 6));
    expect(fit.rows.map(({ recorded }) => recorded).sort()).toEqual(Object.values(recorded).sort());
  });
});

test('traffic given is compared with generated traffic of its length and rate', () => {
  const rows = Array.from({ length: 4000 }, (_, i) => ({
    offsetMs: i * 500,
    author: i % 40,
    bytes: 30,
  }));
  const of = (name: string) => table.rows.find(({ figure }) => figure === name);
  const table = fitOf('show', rows, 3);
  expect(of('messages')?.recorded).toBe(4000);
  expect(of('messages')?.generated).toBeWithin(3600, 4400);
  expect(of('dispersion of 1 s')?.recorded).toBe(0);
  expect(of('texts said before')).toBeUndefined();
});

test('the command prints a table, and names what is wrong with a file', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'eagre-fit-'));
  try {
    const file = join(directory, 'talk.csv');
    const rows = Array.from({ length: 100 }, (_, i) => `${i * 4000},a${i % 9},3\n`);
    writeFileSync(file, `offsetMs,author,bytes\n${rows.join('')}`);
    const text = await runFit({ file, kind: 'group', seed: 1 });
    expect(text).toMatch(/^messages +100 +\d+/m);
    const failure = async (text: string) => {
      writeFileSync(file, `offsetMs,author,bytes\n${text}`);
      return await runFit({ file, kind: 'group', seed: 1 }).catch((error: unknown) => error);
    };
    expect(await failure('0,a\n')).toEqual(
      new UsageError(`${file}:2 needs 3 columns (offsetMs,author,bytes): "0,a"`),
    );
    expect(await failure('0,a,1\n')).toEqual(
      new UsageError(`${file} has 1 rows, a fit needs 100 or more`),
    );
  } finally {
    rmSync(directory, { recursive: true });
  }
});
