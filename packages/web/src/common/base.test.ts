import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { contrast } from '../../test/contrast.ts';

const sheet = readFileSync(new URL('./base.css', import.meta.url), 'utf8');
const colour = '(#[0-9a-f]{6})';
const pair = new RegExp(`--([\\w-]+): light-dark\\(${colour}, ${colour}\\)`, 'g');
const single = new RegExp(`--([\\w-]+): ${colour};`, 'g');
const pairs = [...sheet.matchAll(pair)].map(([, name, light, dark]) => [name, { light, dark }]);
const singles = [...sheet.matchAll(single)].map(([, name, both]) => [
  name,
  { light: both, dark: both },
]);
const tokens: Record<string, { light: string; dark: string }> = Object.fromEntries([
  ...pairs,
  ...singles,
]);

/** Contrasts of the two themes, the lower one first. */
function lowest(front: string, back: string): number {
  const [a, b] = [tokens[front], tokens[back]];
  if (!a || !b) throw new Error(`base.css has no ${a ? back : front} as #rrggbb`);
  return Math.min(contrast(a.light, b.light), contrast(a.dark, b.dark));
}

const surfaces = ['ground', 'surface', 'raised', 'field'];
const texts = ['ink', 'ink-soft', 'ink-faint', 'accent-ink', 'good', 'warn', 'bad', 'info'];
const onFills = [
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['on-accent', 'danger'],
  ['on-accent', 'danger-hover'],
  ['on-tip', 'tip'],
  ['accent-ink', 'accent-soft'],
  ['good', 'good-soft'],
  ['warn', 'warn-soft'],
  ['bad', 'bad-soft'],
  ['info', 'info-soft'],
  ['ink-soft', 'neutral-soft'],
  ['ink', 'sunken'],
  ['ink-soft', 'sunken'],
] as const;

test.each([
  ...surfaces.flatMap((surface) => texts.map((text) => [text, surface] as const)),
  ...onFills,
])('%s can be read on %s', (text, back) => {
  expect(lowest(text, back)).toBeGreaterThanOrEqual(4.5);
});

const plots = ['plot-1', 'plot-2', 'plot-3', 'plot-4', 'plot-5', 'plot-6'];

test.each(
  surfaces.flatMap((surface) =>
    ['line-strong', 'info', 'accent', ...plots].map((edge) => [edge, surface] as const),
  ),
)('edges and lines of %s are seen on %s', (edge, surface) => {
  expect(lowest(edge, surface)).toBeGreaterThanOrEqual(3);
});

test('contrast is the one of WCAG', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  expect(contrast('#ff0000', '#ff0000')).toBe(1);
});
