import colours from 'picocolors';
import { scenarios } from '../scenarios.ts';
import type { Command } from './command.ts';
import { compareCommand } from './commands/compare.ts';
import { crowdCommand } from './commands/crowd.ts';
import { faultsCommand } from './commands/faults.ts';
import { fitCommand } from './commands/fit.ts';
import { rampCommand } from './commands/ramp.ts';
import { scenarioCommand } from './commands/scenario.ts';
import { nearest } from './nearest.ts';
import { UsageError } from './usage-error.ts';

const others: readonly Command[] = [
  rampCommand,
  compareCommand,
  fitCommand,
  faultsCommand,
  crowdCommand,
];

/** Throws an error of usage that tells what there is. */
export function commandNamed(word: string): Command {
  const other = others.find(({ name }) => name === word);
  if (other !== undefined) return other;
  const scenario = scenarios.get(word);
  if (scenario !== undefined) return scenarioCommand(scenario);
  const names = [...scenarios.keys(), ...others.map(({ name }) => name)];
  const near = nearest(word, names);
  const hint = near === undefined ? `there are: ${names.join(', ')}` : `did you mean ${near}?`;
  throw new UsageError(`no scenario or command "${word}"; ${hint}`);
}

export function generalHelp(): string {
  const rows = [...scenarios.values()].map(({ name, about }) => [name, about] as const);
  const rest = others.map(({ usage, about }) => [usage, about] as const);
  const width = Math.max(...[...rows, ...rest].map(([name]) => name.length));
  const line = ([name, about]: readonly [string, string]) =>
    `  ${colours.bold(name.padEnd(width))}  ${about}`;
  return [
    'Usage: npm run swarm -- SCENARIO [--OPTION VALUE …]',
    '',
    'Loads an Eagre server as a night of people would, checks all that the devices see, and says',
    'whether it held: exit code 0 if all verdicts are good, 1 if one is not, 2 for what was asked',
    'wrongly, 3 if the run could not be made.',
    '',
    'Scenarios:',
    ...rows.map(line),
    '',
    'More:',
    ...rest.map(line),
    `  ${colours.bold('help NAME'.padEnd(width))}  options of a scenario or command`,
    '',
    'For instance, beside `npm start`:',
    '  npm run swarm -- mixed-night --minutes 3 --report night.html',
    '  npm run swarm -- chat-burst --serve --fault kill@10',
    "  npm run swarm -- ramp room --objective 'p99<500ms'",
    '',
  ].join('\n');
}
