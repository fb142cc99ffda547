import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BenchRecord, describeMachine, readable } from '../cli/report.ts';
import type { Scenario } from '../cli/scenario.ts';
import { pathOf } from '../lib/peer.ts';

const page = 'docs/performance.md';
const results = 'bench/results';
/** What lies between is made from bench/results; the rest of the page is written by people. */
const begin = '<!-- figures: made by `npm run bench -- all` -->';
const end = '<!-- end of figures -->';

/** Puts the kept results of all benches into the page, in the order of the benches. */
export function writePerformancePage(scenarios: ReadonlyMap<string, Scenario>): void {
  const path = pathOf(page);
  const text = existsSync(path) ? readFileSync(path, 'utf8') : `${begin}\n${end}\n`;
  writeFileSync(path, withFigures(text, figuresPage(keptRecords(scenarios), scenarios)));
}

export function withFigures(text: string, figures: string): string {
  const from = text.indexOf(begin);
  const to = text.indexOf(end);
  if (from < 0 || to < from) throw new Error(`${page} has no lines "${begin}" and "${end}"`);
  return `${text.slice(0, from + begin.length)}\n\n${figures}\n${text.slice(to)}`;
}

function keptRecords(scenarios: ReadonlyMap<string, Scenario>): BenchRecord[] {
  const directory = pathOf(results);
  if (!existsSync(directory)) return [];
  const names = new Set(readdirSync(directory));
  return [...scenarios.keys()]
    .filter((name) => names.has(`${name}.json`))
    .map((name) => JSON.parse(readFileSync(join(directory, `${name}.json`), 'utf8')));
}

export function figuresPage(
  records: readonly BenchRecord[],
  scenarios: ReadonlyMap<string, Scenario>,
): string {
  const rows = records.flatMap((record) => rowsOf(record, scenarios.get(record.scenario)));
  return [
    '| bench | figure | | bar |',
    '|---|---|---|---|',
    ...rows,
    '',
    ...records.flatMap(notesOf),
  ].join('\n');
}

function rowsOf(record: BenchRecord, scenario: Scenario | undefined): string[] {
  return Object.entries(record.figures).map(([name, value], index) => {
    const spec = scenario?.figures[name];
    const target = record.targets[name];
    const bar =
      target === undefined ? '' : target.reached ? target.text : `${target.text}, **not reached**`;
    const cells = [
      index === 0 ? `\`${record.scenario}\`` : '',
      `${name}: ${spec?.about ?? ''}`,
      `${readable(value)} ${spec?.unit ?? ''}`,
      bar,
    ];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
}

function notesOf(record: BenchRecord): string[] {
  const bad = record.verdicts.filter(({ ok }) => !ok);
  return [
    `**\`${record.scenario}\`** ${record.method}`,
    `Bound: ${record.bound}. Checked: ${bad.length === 0 ? record.verdicts.map(({ text }) => text).join('; ') : `**failed**: ${bad.map(({ text }) => text).join('; ')}`}.`,
    `${record.date.slice(0, 10)}, ${describeMachine(record.machine)}.`,
    '',
  ];
}
