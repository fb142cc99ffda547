import type { TimerName } from '../engine/meter.ts';
import { type Colours, noColours } from './colours.ts';
import { bytesText, clockText, coresText, countText, msText } from './numbers.ts';
import { plain } from './plain.ts';
import type { Sample, ServerSample } from './run-report.ts';
import { perSecond } from './series.ts';
import { sparkline } from './sparkline.ts';

/** What the live view shows. */
export interface LiveState {
  scenario: string;
  /** What goes on now. */
  phase: string;
  /** How much of it is done, 0 to 1. */
  fraction?: number;
  elapsedMs: number;
  /** As many as there shall be. */
  devices: number;
  /** In order of time; the last sixty are looked at. */
  samples: readonly Sample[];
  /** In the whole run, by reason. */
  drops: Readonly<Record<string, number>>;
  /** Those that are going on. */
  faults: readonly string[];
}

const sparkSeconds = 60;
const barCells = 24;
const labelWidth = 9;

/** With few columns the least important parts go; the time to connect shows only at the start. */
const timers: readonly [TimerName, string][] = [
  ['entries', 'messages'],
  ['reliable', 'reliable'],
  ['chat', 'chat'],
  ['ack', 'answers'],
  ['enter', 'entering'],
  ['connect', 'connect'],
];
const mostTimers = 4;

/** The view as lines, none wider than `columns`. */
export function frame(state: LiveState, columns: number, paint: Colours = noColours): string[] {
  const recent = state.samples.slice(-sparkSeconds);
  const last = recent.at(-1);
  const row = (label: string, parts: readonly string[]) =>
    fit(paint.dim(label.padEnd(labelWidth)), parts, columns);
  return [
    title(state, columns, paint),
    row('now', [plain(state.phase)]),
    ...(last === undefined
      ? []
      : [
          row('online', onlineParts(state, last)),
          row('traffic', trafficParts(last)),
          ...timerRows(recent, columns, paint),
          row('left out', leftOut(state)),
          row('server', serverParts(last.server, paint)),
          row('load', ownParts(last)),
        ]),
    ...state.faults.map((fault) => row('fault', [paint.red(plain(fault))])),
  ];
}

/** The same for a log: one line, whatever its width. */
export function plainLine(state: LiveState): string {
  const last = state.samples.at(-1);
  const head = [clockText(state.elapsedMs / 1000), plain(state.phase), percentText(state)];
  if (last === undefined) return head.filter((part) => part !== '').join('  ');
  const times = timers.slice(0, mostTimers - 1).flatMap(([name, label]) => {
    const found = last.timers[name];
    return found === undefined ? [] : [`${label} p99 ${msText(found.p99)}`];
  });
  const parts = [
    ...head,
    `online ${countText(last.gauges.online ?? 0)}`,
    ...trafficParts(last),
    ...times,
    `left out ${leftOut(state)[0]}`,
    `server ${serverParts(last.server, noColours).slice(0, 2).join(' ')}`,
    ...state.faults.map((fault) => `fault ${plain(fault)}`),
  ];
  return parts.filter((part) => part !== '').join('  ');
}

function title(state: LiveState, columns: number, paint: Colours): string {
  const filled = Math.round(barCells * Math.min(1, Math.max(0, state.fraction ?? 0)));
  const bar = `${paint.cyan('█'.repeat(filled))}${paint.dim('░'.repeat(barCells - filled))}`;
  const progress = state.fraction === undefined ? [] : [percentText(state), bar];
  const name = paint.bold(plain(state.scenario));
  return fit(name, [clockText(state.elapsedMs / 1000), ...progress], columns);
}

function percentText({ fraction }: LiveState): string {
  return fraction === undefined ? '' : `${Math.floor(fraction * 100)} %`;
}

function onlineParts({ devices }: LiveState, { gauges, counters }: Sample): string[] {
  return [
    `${countText(gauges.online ?? 0)} of ${countText(devices)}`,
    ...(gauges.inRooms ? [`in rooms ${countText(gauges.inRooms)}`] : []),
    ...(counters.losses ? [`lost ${countText(counters.losses)}`] : []),
  ];
}

function trafficParts(last: Sample): string[] {
  const { sent, entries, reliable, chat, refused, taps } = last.counters;
  const rate = (...counts: (number | undefined)[]) =>
    `${countText(Math.round(perSecond(last, sumOf(counts))))}/s`;
  return [
    `in ${rate(sent)}`,
    `out ${rate(entries, reliable, chat)}`,
    ...(refused ? [`refused ${rate(refused)}`] : []),
    ...(taps ? [`taps ${rate(taps)}`] : []),
  ];
}

function timerRows(recent: readonly Sample[], columns: number, paint: Colours): string[] {
  const used = timers.filter(([name]) => recent.some((sample) => sample.timers[name]));
  return used.slice(0, mostTimers).map(([name, label]) => {
    const last = recent.at(-1)?.timers[name];
    const text = (ms: number | undefined) => (ms === undefined ? '–' : msText(ms)).padEnd(8);
    const times = `p50 ${text(last?.p50)} p99 ${text(last?.p99)}`;
    const head = fit(paint.dim(label.padEnd(labelWidth)), [times], columns);
    const room = Math.min(sparkSeconds, columns - Bun.stringWidth(head) - 1);
    const course = recent.slice(-Math.max(1, room)).map((sample) => sample.timers[name]?.p99);
    return fit(head, [paint.cyan(sparkline(course))], columns);
  });
}

function leftOut({ drops }: LiveState): string[] {
  const reasons = Object.entries(drops).toSorted(([, a], [, b]) => b - a);
  const total = sumOf(reasons.map(([, count]) => count));
  return [countText(total), ...reasons.map(([reason, n]) => `${plain(reason)} ${countText(n)}`)];
}

function serverParts(server: ServerSample | undefined, paint: Colours): string[] {
  if (server === undefined) return [paint.yellow('does not answer')];
  return [
    coresText(server.cpu),
    bytesText(server.residentBytes),
    `loop ${msText(server.lagMs)}`,
    `commit ${msText(server.storeMs)}`,
    ...server.overload.map((cause) => paint.yellow(`overload: ${plain(cause)}`)),
  ];
}

function ownParts({ loadCpu, timers }: Sample): string[] {
  const late = timers.late?.p99;
  return [coresText(loadCpu), ...(late === undefined ? [] : [`late p99 ${msText(late)}`])];
}

/** As many parts as there is room for, and of the first ones what there is room for. */
function fit(head: string, parts: readonly string[], columns: number): string {
  let text = head;
  for (const [i, part] of parts.entries()) {
    const longer = `${text}${i === 0 ? ' ' : '  '}${part}`;
    if (Bun.stringWidth(longer) > columns) {
      return cut(i === 0 ? longer : text, columns);
    }
    text = longer;
  }
  return cut(text, columns);
}

/** A character two columns wide at the edge goes as a whole. */
function cut(text: string, columns: number): string {
  const part = Bun.sliceAnsi(text, 0, columns);
  return Bun.stringWidth(part) > columns ? Bun.sliceAnsi(text, 0, columns - 1) : part;
}

function sumOf(counts: readonly (number | undefined)[]): number {
  return counts.reduce<number>((sum, count) => sum + (count ?? 0), 0);
}
