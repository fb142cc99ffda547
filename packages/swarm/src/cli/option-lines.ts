import colours from 'picocolors';
import type { OptionSpec, OptionTable } from '../engine/scenario.ts';

/** One line for each option: its name, what it is, its range and default. */
export function optionLines(table: OptionTable): string[] {
  const entries = Object.entries(table);
  const width = Math.max(...entries.map(([name]) => name.length)) + 2;
  return entries.map(
    ([name, spec]) => `  ${colours.bold(`--${name}`.padEnd(width))}  ${described(spec)}`,
  );
}

function described(spec: OptionSpec): string {
  if (spec.type === 'flag') return spec.about;
  if (spec.type === 'number') {
    const number = (value: number) => value.toLocaleString('en');
    const alone = spec.bare === undefined ? '' : `, ${number(spec.bare)} if none is said`;
    return `${spec.about} (${number(spec.min)} to ${number(spec.max)}, default ${number(spec.default)}${alone})`;
  }
  if (spec.default === undefined) return `${spec.about} (needed)`;
  return spec.default === '' ? spec.about : `${spec.about} (default ${spec.default})`;
}
