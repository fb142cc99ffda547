import type { OptionValues } from '../engine/load.ts';
import type { NumberOption, OptionSpec, OptionTable } from '../engine/scenario.ts';
import { nearest } from './nearest.ts';
import { UsageError } from './usage-error.ts';

/**
 * `--name value`, `--name=value` and flags by their table. What is missing takes its default; a name
 * that the table has not, a value out of its range and a word that is no option are errors of usage.
 */
export function parseOptions(
  args: readonly string[],
  table: OptionTable,
  command: string,
): OptionValues {
  const given = collect(args, table, command);
  return Object.fromEntries(
    Object.entries(table).map(([name, spec]) => [name, resolved(name, spec, given.get(name))]),
  );
}

/** The names that were given, for whoever must know a default from a choice. */
export function givenNames(args: readonly string[]): Set<string> {
  return new Set(
    args.filter((arg) => arg.startsWith('--')).map((arg) => arg.slice(2).split('=')[0] ?? ''),
  );
}

function collect(
  args: readonly string[],
  table: OptionTable,
  command: string,
): Map<string, string> {
  const rest = [...args];
  const given = new Map<string, string>();
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (!arg.startsWith('--')) {
      throw new UsageError(`"${arg}" is no option of ${command}; options begin with --`);
    }
    const [name = '', ...parts] = arg.slice(2).split('=');
    const spec = table[name];
    if (spec === undefined) throw unknown(name, table, command);
    given.set(name, joined(name, spec, given.get(name), takeValue(name, spec, parts, rest)));
  }
  return given;
}

function takeValue(name: string, spec: OptionSpec, parts: string[], rest: string[]): string {
  if (spec.type === 'flag') {
    if (parts.length > 0) throw new UsageError(`--${name} takes no value`);
    return '1';
  }
  if (spec.type === 'number' && spec.bare !== undefined && parts.length === 0) {
    const isNext = rest[0] !== undefined && !rest[0].startsWith('--');
    if (!isNext) return `${spec.bare}`;
  }
  const value = parts.length > 0 ? parts.join('=') : rest.shift();
  if (value === undefined || value === '') throw new UsageError(`--${name} needs a value`);
  return value;
}

function joined(name: string, spec: OptionSpec, before: string | undefined, value: string): string {
  if (before === undefined) return value;
  if (spec.type === 'text' && spec.isList) return `${before} ${value}`;
  throw new UsageError(`--${name} is given twice`);
}

function unknown(name: string, table: OptionTable, command: string): UsageError {
  const names = Object.keys(table);
  const near = nearest(name, names);
  const hint =
    near === undefined
      ? `it has: ${names.map((each) => `--${each}`).join(', ')}`
      : `did you mean --${near}?`;
  return new UsageError(`${command} has no option --${name}; ${hint}`);
}

function resolved(name: string, spec: OptionSpec, text: string | undefined): number | string {
  if (spec.type === 'flag') return text === undefined ? 0 : 1;
  if (spec.type === 'number') return text === undefined ? spec.default : number(name, spec, text);
  if (text !== undefined) return text;
  if (spec.default !== undefined) return spec.default;
  throw new UsageError(`--${name} is missing: ${spec.about}`);
}

function number(name: string, { min, max }: NumberOption, text: string): number {
  const parsed = Number(text.replace(/_/g, ''));
  if (text.trim() !== '' && parsed >= min && parsed <= max) return parsed;
  throw new UsageError(`--${name} takes a number from ${min} to ${max}, not "${text}"`);
}
