import type { FitTable } from '../report/run-report.ts';

/** A fit as a table of text, a line for each figure. */
export function fitText({ title, rows }: FitTable): string {
  const cells = [
    ['figure', 'unit', 'recorded', 'generated', 'ratio'],
    ...rows.map(({ figure, unit, recorded, generated }) => [
      figure,
      unit,
      readable(recorded),
      readable(generated),
      recorded === 0 ? '' : readable(generated / recorded),
    ]),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) =>
    Math.max(...cells.map((line) => (line[column] as string).length)),
  );
  const lines = cells.map((line) =>
    line
      .map((cell, column) =>
        (column < 2 ? cell.padEnd : cell.padStart).call(cell, widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  return [title, '', ...lines, ''].join('\n');
}

/** Three digits that count. */
function readable(value: number): string {
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString('en');
  if (size >= 10) return value.toFixed(1);
  return value.toFixed(size >= 0.1 ? 2 : 3);
}
