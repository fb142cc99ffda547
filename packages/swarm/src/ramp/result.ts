import type { TimerName } from '../engine/meter.ts';
import { type SpellFigures, timeAt } from './figures.ts';
import type { Outcome, StepKind } from './search.ts';
import { serverLimit } from './server-limit.ts';
import { figure, textTable } from './text-table.ts';

/** One spell, for people and machines. */
export interface SpellRow {
  kind: StepKind;
  rate: number;
  seconds: number;
  held: boolean;
  /** What did not hold: `p99<500ms: 812 ms`. */
  failed: string[];
  byTool: boolean;
  said: number;
  delivered: number;
  expected: number;
  refused: number;
  /** The first refusal's message. */
  refusal: string;
  /** Reliable messages × devices that should have arrived, and those that did not. */
  reliableExpected: number;
  loss: number;
  disconnects: number;
  /** ms at the percentiles, by what was timed. */
  times: Record<string, { count: number; p50: number; p99: number; max: number }>;
  /** Lateness of the load itself at the 99th percentile, ms, and the busiest process's cores. */
  toolLateMs: number;
  toolCpu: number;
}

export interface RampResult {
  target: string;
  unit: string;
  objectives: string[];
  outcome: Outcome & { interrupted: boolean };
  /** The highest rate that held in all confirmations; null without one. */
  capacity: number | null;
  /** The same times the devices that each message reaches. */
  deliveredPerSecond: number | null;
  /** One line. */
  text: string;
  spells: SpellRow[];
}

/** Of a core: a process that takes so much has no time left to speak of. */
const fullCpu = 0.75;

export function spellRow(
  step: { kind: StepKind; rate: number; seconds: number },
  figures: SpellFigures,
  judged: { failed: string[]; byTool: boolean },
): SpellRow {
  const { said, delivered, expected, refused, refusal, disconnects, timers, cpu } = figures;
  const { reliableExpected, loss } = figures;
  const times = [...timers.keys()].map((name) => [name, timesOf(figures, name)] as const);
  return {
    ...step,
    ...judged,
    held: judged.failed.length === 0,
    ...{ said, delivered, expected, refused, refusal, reliableExpected, loss, disconnects },
    times: Object.fromEntries(times),
    toolLateMs: toolLateMs(figures),
    toolCpu: cpu,
  };
}

/** The later of what it sent and its timers, at the 99th percentile. ms. */
export function toolLateMs(figures: SpellFigures): number {
  const lates = [timeAt(figures, 'late', 99), timeAt(figures, 'loop', 99)];
  return Math.max(0, ...lates.filter((ms) => !Number.isNaN(ms)));
}

function timesOf(figures: SpellFigures, name: TimerName): SpellRow['times'][string] {
  const count = figures.timers.get(name)?.totalCount ?? 0;
  const [p50, p99, max] = [50, 99, 100].map((percentile) => timeAt(figures, name, percentile));
  return { count, p50: p50 ?? 0, p99: p99 ?? 0, max: max ?? 0 };
}

/** `grow 640 messages/s held: chat p99 45 ms, delivered 100 %, load late 2 ms` */
export function spellLine(row: SpellRow, unit: string, mainTimer: TimerName): string {
  const { kind, rate, held, failed, byTool } = row;
  const what = held ? 'held' : byTool ? 'not held, the load itself was late' : 'not held';
  const details = held
    ? `${mainTimer} p99 ${figure(row.times[mainTimer]?.p99 ?? Number.NaN)} ms`
    : failed.join('; ');
  return `${kind} ${figure(rate)} ${unit}: ${what} (${details}; ${loadLine(row)})`;
}

function loadLine({ toolLateMs: late, toolCpu }: SpellRow): string {
  return `load late ${figure(late)} ms, ${Math.round(toolCpu * 100)} % of a core`;
}

export function spellTable(
  rows: readonly SpellRow[],
  unit: string,
  mainTimer: TimerName,
): string[] {
  const heads = ['spell', unit, `${mainTimer} p50 ms`, 'p99 ms', 'delivered', 'refused', 'loss'];
  const share = (part: number, of: number) => (of === 0 ? '–' : `${figure((100 * part) / of)} %`);
  return textTable(
    [...heads, 'load late ms', ''],
    rows.map((row) => [
      `${row.kind} ${row.seconds} s`,
      figure(row.rate),
      figure(row.times[mainTimer]?.p50 ?? Number.NaN),
      figure(row.times[mainTimer]?.p99 ?? Number.NaN),
      share(row.delivered, row.expected),
      share(row.refused, row.said),
      figure(row.loss),
      figure(row.toolLateMs),
      row.held ? 'held' : row.byTool ? 'load late' : 'failed',
    ]),
  );
}

export interface OutcomeContext {
  unit: string;
  fanOut: number;
  minutes: number;
  confirmations: number;
  confirmSeconds: number;
  interrupted: boolean;
}

export function outcomeText(
  { kind, rate, bound }: Outcome,
  rows: readonly SpellRow[],
  context: OutcomeContext,
): string {
  const { unit, fanOut, confirmations, confirmSeconds } = context;
  const reached = fanOut > 1 ? ` (${figure(rate * fanOut)} delivered a second)` : '';
  const what = `${figure(rate)} ${unit}${reached}`;
  const why = boundText(bound, rate, rows, context);
  if (kind === 'none') return `no capacity found: ${why}`;
  if (kind === 'unconfirmed')
    return `${what} held in a short spell, and nothing could be confirmed: ${why}`;
  const times = `held in ${confirmations} of ${confirmations} spells of ${figure(confirmSeconds)} s`;
  if (bound === 'server') return `stable capacity: ${what}, ${times}; more is bound by ${why}`;
  return `at least ${what}, ${times}; ${why}`;
}

function boundText(
  bound: Outcome['bound'],
  rate: number,
  rows: readonly SpellRow[],
  { interrupted, minutes, unit }: OutcomeContext,
): string {
  if (interrupted) return 'the run was ended before';
  if (bound === 'time') return `--minutes ${minutes} was over`;
  if (bound === 'most') return 'nothing higher is tried';
  const failed = lowestFailed(rows, rate);
  if (bound === 'tool') return toolText(failed);
  const limit = serverLimit(failed?.refusal ?? '');
  const reason = `${failed?.failed.join(', ')} at ${figure(failed?.rate ?? 0)} ${unit}`;
  return limit === undefined ? reason : `the server's own limit ${limit} (${reason})`;
}

/** A process that is late with time to spare would not be helped by others of its kind. */
function toolText({ toolLateMs: late = 0, toolCpu = 0 }: Partial<SpellRow> = {}): string {
  if (toolCpu >= fullCpu)
    return `the load process is the bound (late by ${figure(late)} ms): use --processes`;
  return (
    `the load was late by ${figure(late)} ms with ${Math.round(toolCpu * 100)} % of a core: the machine ` +
    'has no time for it; run it on one of its own'
  );
}

function lowestFailed(rows: readonly SpellRow[], above: number): SpellRow | undefined {
  const failed = rows.filter((row) => !row.held && row.rate > above);
  return failed.toSorted((a, b) => a.rate - b.rate || (a.byTool ? 1 : -1))[0];
}
