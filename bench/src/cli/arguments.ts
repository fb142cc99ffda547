import { parseOptions } from '@eagre/swarm/cli/options';
import { UsageError } from '@eagre/swarm/cli/usage-error';
import type { OptionTable } from '@eagre/swarm/engine/scenario';
import type { OptionValues, Scenario } from './scenario.ts';

export interface Arguments {
  scenario: Scenario | undefined;
  json: boolean;
  help: boolean;
  values: OptionValues;
}

/** Of the bench itself, beside those of the scenario. */
const ownOptions = {
  json: { type: 'flag', about: 'the last line of output is one JSON object' },
} as const satisfies OptionTable;

export function parseArguments(
  args: readonly string[],
  scenarios: ReadonlyMap<string, Scenario>,
): Arguments {
  const help = args.includes('--help') || args.includes('-h');
  const [name, ...rest] = args;
  if (name === undefined || name.startsWith('-')) {
    return { scenario: undefined, json: false, help, values: {} };
  }
  const scenario = scenarios.get(name);
  if (scenario === undefined) {
    throw new UsageError(`no scenario "${name}"; there are: ${[...scenarios.keys()].join(', ')}`);
  }
  if (help) return { scenario, json: false, help, values: {} };
  const values = parseOptions(rest, { ...scenario.options, ...ownOptions }, name);
  return { scenario, json: values['json'] === 1, help, values };
}
