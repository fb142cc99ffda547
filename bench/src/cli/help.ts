import colours from 'picocolors';
import type { OptionSpec, Scenario } from './scenario.ts';

export function generalHelp(scenarios: ReadonlyMap<string, Scenario>): string {
  const width = Math.max(...[...scenarios.keys()].map((name) => name.length));
  const list = [...scenarios.values()].map(
    ({ name, about }) => `  ${colours.bold(name.padEnd(width))}  ${about}`,
  );
  return [
    'Usage: npm run bench -- SCENARIO [--json] [--OPTION VALUE …]',
    '',
    'Scenarios:',
    ...list,
    '',
    '  --json   the last line of output is one JSON object {scenario, machine, figures}',
    '  --help   with a scenario: its options and figures',
    '',
  ].join('\n');
}

export function scenarioHelp({ name, about, options, figures }: Scenario): string {
  const optionLines = Object.entries(options).map(
    ([flag, spec]) => `  ${colours.bold(`--${flag}`.padEnd(14))} ${describe(spec)}`,
  );
  const width = Math.max(...Object.keys(figures).map((figure) => figure.length));
  const figureLines = Object.entries(figures).map(
    ([figure, spec]) => `  ${colours.bold(figure.padEnd(width))}  ${spec.about}`,
  );
  return [
    `npm run bench -- ${name}: ${about}`,
    '',
    'Options:',
    ...optionLines,
    '',
    'Figures:',
    ...figureLines,
    '',
  ].join('\n');
}

function describe(spec: OptionSpec): string {
  if (spec.type === 'text') {
    return `${spec.about} (${textDefault(spec.default)})`;
  }
  return `${spec.about} (${spec.min} to ${spec.max}, default ${spec.default})`;
}

function textDefault(text: string | undefined): string {
  if (text === undefined) return 'needed';
  return text === '' ? 'none unless given' : `default ${text}`;
}
