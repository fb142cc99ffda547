import { figure, textTable } from '../ramp/text-table.ts';
import type { Verdict } from '../verdict/verdict.ts';
import type { Adapter } from './adapter.ts';
import type { ComparePlan } from './compare.ts';
import { median } from './median.ts';

/** Of one round; and the medians over rounds. */
export interface Figures {
  messagesPerSecond: number;
  framesPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  bytesPerConnection: number;
  cpuSecondsPerMillion: number;
  pacedCpuSecondsPerMillion: number;
  deliveredShare: number;
  serverCpu: number;
}

export interface MeasuredSide {
  adapter: Pick<Adapter, 'name' | 'title' | 'notes'>;
  depth: number;
  /** Publications refused and connections lost. */
  faults: number;
  rounds: readonly Figures[];
}

export interface CompareSide {
  name: string;
  title: string;
  /** Texts under way as fast as it goes. */
  depth: number;
  faults: number;
  rounds: readonly Figures[];
  medians: Figures;
}

/** As JSON, too. */
export interface CompareResult {
  plan: {
    peer: string;
    devices: number;
    seconds: number;
    rounds: number;
    rate: number;
    bytes: number;
  };
  interrupted: boolean;
  sides: CompareSide[];
  /** Each of ours by the peer, by name: above 1 Eagre has more. */
  ratios: Record<string, Partial<Figures>>;
  notes: string[];
  verdicts: Verdict[];
}

/** `more`: a larger one is better. */
const rows: { name: keyof Figures; label: string; unit: string; factor: number; more: boolean }[] =
  [
    { name: 'messagesPerSecond', label: 'delivered messages', unit: '/s', factor: 1, more: true },
    { name: 'framesPerSecond', label: 'frames', unit: '/s', factor: 1, more: true },
    { name: 'p50Ms', label: 'p50 at the moderate rate', unit: 'ms', factor: 1, more: false },
    { name: 'p99Ms', label: 'p99 at the moderate rate', unit: 'ms', factor: 1, more: false },
    {
      name: 'bytesPerConnection',
      label: 'memory a connection',
      unit: 'KB',
      factor: 1 / 1024,
      more: false,
    },
    {
      name: 'cpuSecondsPerMillion',
      label: 'cpu a million delivered',
      unit: 's',
      factor: 1,
      more: false,
    },
    {
      name: 'pacedCpuSecondsPerMillion',
      label: 'the same at the moderate rate',
      unit: 's',
      factor: 1,
      more: false,
    },
  ];

/** What arrives of a moderate rate when nothing is lost; counting itself is exact. */
const whole = 0.999;

export function summary(
  plan: ComparePlan,
  measured: readonly MeasuredSide[],
  interrupted: boolean,
): CompareResult {
  const sides = measured
    .filter(({ rounds }) => rounds.length > 0)
    .map(({ adapter, depth, faults, rounds }) => ({
      ...{ name: adapter.name, title: adapter.title, depth, faults, rounds },
      medians: mediansOf(rounds),
    }));
  const { peer, ...numbers } = plan;
  return {
    plan: { ...numbers, peer: peer.name },
    interrupted,
    sides,
    ratios: ratiosTo(peer.name, sides),
    notes: [...measured.flatMap(({ adapter }) => adapter.notes), ...method(plan)],
    verdicts: sides.map((side) => verdictOf(side, plan)),
  };
}

/** For a terminal. */
export function describeComparison({ sides, ratios, notes, plan }: CompareResult): string[] {
  const ours = sides.filter(({ name }) => name !== plan.peer);
  const heads = [
    `${plan.devices.toLocaleString('en')} subscribers, ${plan.bytes} bytes`,
    ...sides.map(({ title }) => title),
    ...ours.map(({ title }) => `${title} ÷ peer`),
  ];
  const table = textTable(
    heads,
    rows.map(({ name, label, unit, factor, more }) => [
      `${label} (${unit.replace('/s', 'a second')}; ${more ? 'more' : 'less'} is better)`,
      ...sides.map(({ medians }) => figure(medians[name] * factor)),
      ...ours.map((side) => `${figure(ratios[side.name]?.[name] ?? Number.NaN)}×`),
    ]),
  );
  return [...table, '', ...notes.map((note) => `- ${note}`)];
}

function mediansOf(rounds: readonly Figures[]): Figures {
  const names = Object.keys(rounds[0] as Figures) as (keyof Figures)[];
  const medians = names.map((name) => [name, median(rounds.map((round) => round[name]))] as const);
  return Object.fromEntries(medians) as unknown as Figures;
}

/** Medians of the ratios of each round: what slows the machine for a while slows both. */
function ratiosTo(peerName: string, sides: readonly CompareSide[]): CompareResult['ratios'] {
  const peer = sides.find(({ name }) => name === peerName);
  if (peer === undefined) return {};
  const ours = sides.filter((side) => side !== peer);
  const ratioOf = (side: CompareSide, name: keyof Figures) => {
    const pairs = side.rounds.flatMap((round, i) => {
      const other = peer.rounds[i];
      return other === undefined ? [] : [round[name] / other[name]];
    });
    return pairs.length === 0 ? Number.NaN : median(pairs);
  };
  return Object.fromEntries(
    ours.map((side) => [
      side.name,
      Object.fromEntries(rows.map(({ name }) => [name, ratioOf(side, name)])),
    ]),
  );
}

function method({ seconds, rounds, rate }: ComparePlan): string[] {
  return [
    `each server alone on one core, all subscribers and senders in one process on another; by turns, ${rounds} rounds of ${seconds} s, medians`,
    `the moderate rate is ${rate} messages a second; as fast as it goes means that the next message is sent when an earlier one is everywhere, with as many under way as are fastest for that server`,
    "memory is the server's own, without the kernel's buffers for its sockets",
  ];
}

function verdictOf({ title, faults, medians }: CompareSide, { rate }: ComparePlan): Verdict {
  const ok = faults === 0 && medians.deliveredShare >= whole && medians.deliveredShare <= 1;
  const share = `${(100 * medians.deliveredShare).toFixed(2)} % of ${rate} messages a second arrived`;
  const trouble = `${faults} publications refused or connections lost`;
  return { name: 'complete', ok, text: `${title}: ${share}, ${trouble}` };
}
