import type { OptionTable, Scenario } from '../../engine/scenario.ts';
import { runFromOptions } from '../../run/from-options.ts';
import type { Command } from '../command.ts';
import { commonOptions } from '../common-options.ts';
import { optionLines } from '../option-lines.ts';
import { parseOptions } from '../options.ts';

/** A scenario as a word of the command line. */
export function scenarioCommand(scenario: Scenario): Command {
  const { name, about, options } = scenario;
  const table: OptionTable = { ...options, ...commonOptions };
  return {
    name,
    usage: name,
    about,
    help: () =>
      [
        `npm run swarm -- ${name}: ${about}`,
        '',
        'Options:',
        ...optionLines(options),
        '',
        'Options of every run:',
        ...optionLines(commonOptions),
        '',
      ].join('\n'),
    run: (args) => runFromOptions(scenario, parseOptions(args, table, name), args),
  };
}
