import {
  type FaultSpec,
  faultNames,
  faultSpec,
  type Need,
  type ParameterSpec,
} from './fault-table.ts';
import { timeText } from './time-text.ts';

const needTexts: Record<Need, string> = {
  server: 'a server of the tool (--serve)',
  proxy: 'a server on this machine',
  disk: 'root',
  clock: 'libfaketime',
};

const head = [
  'Faults: --fault NAME:KEY=VALUE,…@AT+FOR, several with spaces between or by repeating --fault.',
  'AT and FOR are seconds, or times as 90s, 1m30s; AT counts from the start of the run.',
  '',
];

const random = [
  'random',
  '    draws faults from the seed of the run, one in each `every`: the same seed, the same faults',
  '    every=20s        a time',
  '    of=kill|pause|cut  names of faults',
  '    @AT+FOR          the part of the run in which it does; left out: all of it',
];

/** The help text of all faults, made from their table. */
export function describeFaults(): string {
  return [
    ...head,
    ...faultNames.flatMap((name) => describe(name, faultSpec(name))),
    ...random,
  ].join('\n');
}

function describe(name: string, { about, needs, seconds, forAbout, parameters }: FaultSpec) {
  const lasts = seconds === undefined ? '' : ` (default ${seconds})`;
  return [
    name,
    `    ${about}`,
    `    needs ${needs.map((need) => needTexts[need]).join(', ')}`,
    ...Object.entries(parameters).map(([key, spec]) => `    ${parameterText(key, spec)}`),
    `    +FOR             ${forAbout}${lasts}`,
  ];
}

function parameterText(key: string, spec: ParameterSpec): string {
  const words = spec.type === 'choice' ? ` (${spec.of.join(', ')})` : '';
  return `${`${key}=${defaultText(spec)}`.padEnd(16)} ${spec.about}${words}`;
}

function defaultText(spec: ParameterSpec): string {
  if (!('default' in spec)) return '';
  return spec.type === 'time' ? timeText(spec.default) : `${spec.default}`;
}
