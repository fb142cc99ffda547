import { UsageError } from '@eagre/swarm/cli/usage-error';
import type { NumberOption, OptionSpec, OptionValues, Scenario } from './scenario.ts';

export interface Arguments {
  scenario: Scenario | undefined;
  json: boolean;
  help: boolean;
  values: OptionValues;
}

export function parseArguments(
  args: readonly string[],
  scenarios: ReadonlyMap<string, Scenario>,
): Arguments {
  const rest = [...args];
  const flags = { json: false, help: false };
  const given = new Map<string, string>();
  let name: string | undefined;
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    if (arg === '--json') flags.json = true;
    else if (arg === '--help' || arg === '-h') flags.help = true;
    else if (arg.startsWith('--')) takeOption(arg, rest, given);
    else if (arg.startsWith('-')) throw new UsageError(`unknown flag ${arg}`);
    else if (name === undefined) name = arg;
    else throw new UsageError(`one scenario at a time: "${name}" or "${arg}"?`);
  }
  const scenario = name === undefined ? undefined : scenarios.get(name);
  if (name !== undefined && scenario === undefined) {
    throw new UsageError(`no scenario "${name}"; there are: ${[...scenarios.keys()].join(', ')}`);
  }
  const isAsked = scenario !== undefined && !flags.help;
  return { scenario, ...flags, values: isAsked ? resolve(scenario, given) : {} };
}

function takeOption(arg: string, rest: string[], given: Map<string, string>): void {
  const [flag = '', ...parts] = arg.slice(2).split('=');
  const value = parts.length > 0 ? parts.join('=') : rest.shift();
  if (value === undefined || value === '') throw new UsageError(`--${flag} needs a value`);
  given.set(flag, value);
}

function resolve(scenario: Scenario, given: ReadonlyMap<string, string>): OptionValues {
  for (const flag of given.keys()) {
    if (scenario.options[flag] !== undefined) continue;
    const known = Object.keys(scenario.options).map((name) => `--${name}`);
    throw new UsageError(
      `${scenario.name} has no option --${flag}; it has: ${[...known, '--json'].join(', ')}`,
    );
  }
  return Object.fromEntries(
    Object.entries(scenario.options).map(([name, spec]) => [name, value(name, spec, given)]),
  );
}

function value(name: string, spec: OptionSpec, given: ReadonlyMap<string, string>) {
  const text = given.get(name);
  if (spec.type === 'number') return text === undefined ? spec.default : number(name, spec, text);
  if (text !== undefined) return text;
  if (spec.default !== undefined) return spec.default;
  throw new UsageError(`--${name} is missing: ${spec.about}`);
}

function number(name: string, { min, max }: NumberOption, text: string): number {
  const parsed = Number(text);
  if (parsed >= min && parsed <= max) return parsed;
  throw new UsageError(`--${name} takes a number from ${min} to ${max}, not "${text}"`);
}
