import { optionLines } from '@eagre/swarm/cli/option-lines';
import colours from 'picocolors';
import type { Scenario } from './scenario.ts';

export function generalHelp(scenarios: ReadonlyMap<string, Scenario>): string {
  const width = Math.max(...[...scenarios.keys()].map((name) => name.length));
  const list = [...scenarios.values()].map(
    ({ name, about }) => `  ${colours.bold(name.padEnd(width))}  ${about}`,
  );
  return [
    'Usage: npm run bench -- SCENARIO [--json] [--OPTION VALUE …]',
    '       npm run bench -- all [SCENARIO …]',
    '',
    'Scenarios:',
    ...list,
    '',
    '  all      runs each of them, or those named; writes bench/results and docs/performance.md',
    '  --json   the last line of output is one JSON object {scenario, machine, figures}',
    '  --help   with a scenario: its options and figures',
    '',
  ].join('\n');
}

export function scenarioHelp({ name, about, options, figures }: Scenario): string {
  const width = Math.max(...Object.keys(figures).map((figure) => figure.length));
  const figureLines = Object.entries(figures).map(
    ([figure, spec]) => `  ${colours.bold(figure.padEnd(width))}  ${spec.about}`,
  );
  return [
    `npm run bench -- ${name}: ${about}`,
    '',
    'Options:',
    ...optionLines(options),
    '',
    'Figures:',
    ...figureLines,
    '',
  ].join('\n');
}
