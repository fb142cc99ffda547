import colours from 'picocolors';
import type { Machine } from '../lib/machine.ts';
import type { FigureSpec, OptionValues, Scenario, ScenarioResult, Verdict } from './scenario.ts';

/** The table on stdout. */
export function formatReport(scenario: Scenario, machine: Machine, result: ScenarioResult): string {
  const rows = Object.entries(result.figures).map(([name, value]) =>
    rowOf(name, value, scenario.figures[name]),
  );
  const widths = [0, 1, 2, 3].map((i) => Math.max(...rows.map((row) => (row[i] ?? '').length)));
  const lines = rows.map(([name = '', value = '', unit = '', target = '', mark = '', about = '']) =>
    [
      colours.bold(name.padEnd(widths[0] ?? 0)),
      value.padStart(widths[1] ?? 0),
      unit.padEnd(widths[2] ?? 0),
      target.padEnd(widths[3] ?? 0),
      mark,
      colours.dim(about),
    ].join('  '),
  );
  return [
    '',
    `${colours.bold(scenario.name)}  ${colours.dim(describeMachine(machine))}`,
    ...lines,
    `${colours.dim('bound:')} ${result.bound}`,
    ...result.verdicts.map(
      ({ ok, text }) => `${ok ? colours.green('✔') : colours.red('✘')} ${text}`,
    ),
    '',
  ].join('\n');
}

/** All of a bench that is worth keeping: the last line on stdout with `--json`, and a file of `all`. */
export interface BenchRecord {
  scenario: string;
  about: string;
  method: string;
  /** What keeps the main figure from being better. */
  bound: string;
  /** ISO 8601. */
  date: string;
  machine: Machine;
  options: Record<string, number | string>;
  figures: Record<string, number>;
  /** Of the figures that have one. */
  targets: Record<string, { text: string; reached: boolean }>;
  verdicts: Verdict[];
}

export function benchRecord(
  { name, about, method, figures: specs }: Scenario,
  machine: Machine,
  options: OptionValues,
  { figures, verdicts, bound }: ScenarioResult,
): BenchRecord {
  const entries = Object.entries(figures);
  return {
    scenario: name,
    about,
    method,
    bound,
    date: new Date().toISOString(),
    machine,
    options: { ...options },
    figures: Object.fromEntries(entries.map(([figure, value]) => [figure, rounded(value)])),
    targets: Object.fromEntries(
      entries.flatMap(([figure, value]) => {
        const target = specs[figure]?.target;
        return target === undefined
          ? []
          : [[figure, { text: target.text, reached: target.reached(value) }]];
      }),
    ),
    verdicts,
  };
}

function rowOf(name: string, value: number, spec: FigureSpec | undefined): string[] {
  const target = spec?.target;
  const isReached = target?.reached(value);
  const mark = isReached === undefined ? ' ' : isReached ? colours.green('✔') : colours.red('✘');
  return [name, readable(value), spec?.unit ?? '', target?.text ?? '', mark, spec?.about ?? ''];
}

export function readable(value: number): string {
  return rounded(value).toLocaleString('en', { maximumFractionDigits: 3 });
}

/** Four digits say more than the noise allows; whole numbers stay whole. */
function rounded(value: number): number {
  return Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(4));
}

export function describeMachine({
  cpu,
  cores,
  memoryBytes,
  kernel,
  bun,
  commit,
  pinned,
}: Machine): string {
  const memory = `${Math.round(memoryBytes / 1024 ** 3)} GB`;
  const how = pinned ? 'server and load on a core each' : 'cores not pinned';
  return `${cpu}, ${cores} cores, ${memory}, kernel ${kernel}, Bun ${bun}, ${commit}; ${how}`;
}
