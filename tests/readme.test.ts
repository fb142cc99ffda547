import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { variableOf } from '../packages/server/src/config/names.ts';
import { configSchema, settingNames } from '../packages/server/src/config/schema.ts';
import { fencedBlocks } from './docs/fenced-blocks.ts';
import { tableRows } from './docs/markdown-table.ts';
import { typeErrors } from './docs/type-check.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

test('its TypeScript fits the types of the packages', () => {
  const blocks = fencedBlocks(readme, 'ts');
  expect(blocks.length).toBeGreaterThan(0);
  const files = blocks.map(({ line, text }) => [`line-${line}.ts`, text] as const);
  expect(typeErrors('readme', Object.fromEntries(files))).toBe('');
}, 60_000);

test('every npm script that it names is there', () => {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const { scripts } = JSON.parse(manifest) as { scripts: Record<string, string> };
  const named = [...readme.matchAll(/npm (?:run ([\w:-]+)|(start|test)\b)/g)];
  expect(named.length).toBeGreaterThan(5);
  const missing = named
    .map(([, run, short]) => run ?? short ?? '')
    .filter((name) => !scripts[name]);
  expect(missing).toEqual([]);
});

test('the settings in it are those of the server, with their defaults', () => {
  const defaults: Readonly<Record<string, unknown>> = configSchema.parse({});
  const rows = tableRows(readme, 'variable', 'default', 'meaning');
  expect(rows.length).toBeGreaterThan(5);
  for (const [variable, value] of rows) {
    const name = settingNames.find((setting) => variableOf(setting) === variable);
    const told = value?.replaceAll(',', '');
    expect([variable, told]).toEqual([variable, String(defaults[name ?? ''])]);
  }
});
