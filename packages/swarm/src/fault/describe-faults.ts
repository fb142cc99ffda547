import {
  type FaultSpec,
  faultNames,
  faultSpec,
  type Need,
  type ParameterSpec,
  type Scope,
} from './fault-table.ts';
import { timeText } from './time-text.ts';

const needTexts: Record<Need, string> = {
  server: 'a server of the tool (--serve, --serve-cluster)',
  proxy: 'a server on this machine',
  disk: 'root',
  clock: 'libfaketime',
  cluster: 'a cluster of the tool (--serve-cluster)',
};

/** After `:TARGET`, in a cluster. */
const scopeTexts: Record<Scope, string> = {
  part: 'node1, postgres, nats …; left out: a node is drawn',
  node: 'node1 …; left out: one is drawn',
  line: 'node1-nats, or all ways of node1, nats …; left out: devices',
  link: 'node1-nats, or all ways of node1, nats …; left out: a node is drawn',
};

const head = [
  'Faults: --fault NAME:KEY=VALUE,…@AT+FOR:TARGET, several with spaces between or by repeating.',
  'AT and FOR are seconds, or times as 90s, 1m30s; AT counts from the start of the run. TARGET is a',
  'part of a cluster of the tool (--serve-cluster): node1, node2 …, postgres, nats, or postgres1,',
  'nats1 … where there are several.',
  '',
];

const random = [
  'random',
  '    draws faults from the seed of the run, one in each `every`: the same seed, the same faults',
  '    every=20s        a time',
  '    of=kill|pause|cut  names of faults',
  '    on=node1|nats    targets of a cluster; left out: all that the faults can have',
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

function describe(name: string, spec: FaultSpec) {
  const { about, needs, scope, seconds, forAbout, parameters } = spec;
  const lasts = seconds === undefined ? '' : ` (default ${seconds})`;
  return [
    name,
    `    ${about}`,
    `    needs ${needs.map((need) => needTexts[need]).join(', ')}`,
    ...Object.entries(parameters).map(([key, spec]) => `    ${parameterText(key, spec)}`),
    `    +FOR             ${forAbout}${lasts}`,
    `    :TARGET          ${scopeTexts[scope]}`,
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
