import { type Colours, noColours } from './colours.ts';
import { keyFigures } from './key-figures.ts';
import { clockText, countText } from './numbers.ts';
import { exitCodes, type Outcome, outcomeOf } from './outcome.ts';
import { outcomeText } from './page-top.ts';
import { plain } from './plain.ts';
import type { RunReport } from './run-report.ts';

/** Where the report was written, if it was. */
export interface ReportFiles {
  html?: string;
  json?: string;
}

const signs: Readonly<Record<Outcome, string>> = {
  passed: '✔ passed',
  failed: '✘ failed',
  interrupted: '■ interrupted',
};

/** What stands in the terminal when a run is over; ends with a line break. */
export function summary(
  report: RunReport,
  files: ReportFiles = {},
  paint: Colours = noColours,
): string {
  const { scenario, seconds, devices, seed, command, notes } = report;
  const outcome = outcomeOf(report);
  const paints = { passed: paint.green, failed: paint.red, interrupted: paint.yellow };
  const head = [scenario, clockText(seconds), `${countText(devices)} devices`, `seed ${seed}`];
  const blocks = [
    [paint.bold(head.join(' · '))],
    verdictLines(report, paint),
    aligned(keyFigures(report).map(({ name, figure, more }) => [name, figure, paint.dim(more)])),
    notes.map((note) => `note: ${plain(note)}`),
    aligned([
      ...Object.entries({ page: files.html, json: files.json }).flatMap(([what, path]) =>
        path === undefined ? [] : [[what, path]],
      ),
      ['again', command],
    ]),
    [
      `${paints[outcome](paint.bold(signs[outcome]))}: ${outcomeText(report)} ` +
        paint.dim(`(exit code ${exitCodes[outcome]})`),
    ],
  ];
  const filled = blocks.filter((lines) => lines.length > 0);
  return `\n${filled.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** What failed last, where the eye is. */
function verdictLines({ verdicts }: RunReport, paint: Colours): string[] {
  return aligned(
    verdicts
      .toSorted((a, b) => Number(b.ok) - Number(a.ok))
      .map(({ name, ok, text }) => [
        `${ok ? paint.green('✔') : paint.red('✘')} ${name}`,
        ok ? plain(text) : paint.red(plain(text)),
      ]),
  );
}

/** Columns as wide as their widest cell, the last as it is. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>((most, cells) => {
    return cells.map((cell, i) => Math.max(most[i] ?? 0, Bun.stringWidth(cell)));
  }, []);
  return rows.map((cells) =>
    cells
      .map((cell, i) => {
        const isLast = i === cells.length - 1;
        return isLast ? cell : cell + ' '.repeat((widths[i] ?? 0) - Bun.stringWidth(cell));
      })
      .join('  '),
  );
}
