import type { CounterName } from '../engine/meter.ts';
import { type Markup, markup, table } from './markup.ts';
import { bytesText, clockText, countText, msText } from './numbers.ts';
import { latencies } from './plots-of-latency.ts';
import type { FitTable, RunReport } from './run-report.ts';

/** Everything that is no plot: verdicts, totals, what happened when, and how to do it again. */
export function verdictTable({ verdicts }: RunReport): Markup {
  if (verdicts.length === 0) return markup``;
  const rows = verdicts
    .toSorted((a, b) => Number(a.ok) - Number(b.ok))
    .map(({ name, ok, text }) => [
      name,
      markup`<span class="verdict ${ok ? 'ok' : 'wrong'}">${ok ? '✔ held' : '✘ failed'}</span>`,
      text,
    ]);
  const columns = [{ title: 'Verdict' }, { title: 'Result' }, { title: 'What was found' }];
  return section('Verdicts', table('What was checked', columns, rows));
}

/** What happened when: phases, faults, and what the run had to say. */
export function courseTable({ marks, notes }: RunReport): Markup {
  if (marks.length === 0 && notes.length === 0) return markup``;
  const inTime = marks.toSorted((a, b) => a.atMs - b.atMs);
  const rows = inTime.map(({ kind, name, about, atMs, endMs }) => [
    clockText(atMs / 1000),
    endMs === undefined ? 'the end' : clockText(endMs / 1000),
    kind,
    name,
    about,
  ]);
  const columns = ['From', 'To', 'Kind', 'Name', 'What it is'].map((title) => ({ title }));
  return section(
    'What happened when',
    markup`${marks.length === 0 ? '' : table('Phases and faults', columns, rows)}
${notes.length === 0 ? '' : markup`<ul>${notes.map((note) => markup`<li>${note}</li>`)}</ul>`}`,
  );
}

const counterTexts: Readonly<Record<CounterName, string>> = {
  connects: 'Devices connected',
  losses: 'Connections lost',
  reconnects: 'Devices connected again',
  connectFailures: 'Attempts to connect that failed',
  sent: 'Messages sent',
  acked: 'Messages acknowledged',
  refused: 'Messages refused for good',
  retried: 'Messages sent once more',
  entries: 'Conversation messages delivered',
  reliable: 'Reliable room messages delivered',
  chat: 'Room chat messages delivered',
  frames: 'Frames received',
  bytes: 'Bytes received',
  pulls: 'Missing ranges asked for',
  taps: 'Taps acknowledged',
  enters: 'Rooms entered',
  leaves: 'Rooms left',
};

export function totalTables({ totals, drops }: RunReport): Markup {
  const times = [
    ...latencies,
    { timer: 'late', title: 'Lateness of the load’s sending' },
    { timer: 'loop', title: 'Lateness of the load’s timers' },
  ] as const;
  const latencyRows = times.flatMap(({ timer, title }) => {
    const found = totals.timers[timer];
    if (found === undefined) return [];
    const { count, p50, p90, p99, p999, max } = found;
    return [[title, countText(count), ...[p50, p90, p99, p999, max].map(msText)]];
  });
  const names = Object.keys(counterTexts) as CounterName[];
  const counts = names.flatMap((name) => {
    const count = totals.counters[name] ?? 0;
    if (count === 0) return [];
    return [[counterTexts[name], name === 'bytes' ? bytesText(count) : count.toLocaleString('en')]];
  });
  const dropRows = Object.entries(drops)
    .toSorted(([, a], [, b]) => b - a)
    .map(([reason, count]) => [reason, count.toLocaleString('en')]);
  const count = { title: 'Count', isNumber: true };
  const percentiles = ['p50', 'p90', 'p99', 'p99.9', 'max'].map((title) => ({
    title,
    isNumber: true,
  }));
  return section(
    'Totals',
    markup`${latencyRows.length === 0 ? '' : table('Times', [{ title: 'Time' }, count, ...percentiles], latencyRows)}
<div class="pair">${counts.length === 0 ? '' : table('Counts', [{ title: 'What' }, count], counts)}
${dropRows.length === 0 ? '' : table('Left out by the server', [{ title: 'Reason' }, count], dropRows)}</div>`,
  );
}

/** How near the made traffic comes to the recorded. */
export function fitTables(fits: readonly FitTable[]): Markup {
  if (fits.length === 0) return markup``;
  const columns = [
    { title: 'Figure' },
    { title: 'Unit' },
    { title: 'Recorded', isNumber: true },
    { title: 'Generated', isNumber: true },
    { title: 'Ratio', isNumber: true },
  ];
  const tables = fits.map(({ title, rows }) =>
    table(
      title,
      columns,
      rows.map(({ figure, unit, recorded, generated }) => [
        figure,
        unit,
        countText(recorded),
        countText(generated),
        recorded === 0 ? '–' : (generated / recorded).toFixed(2),
      ]),
    ),
  );
  return section('Traffic, recorded and generated', markup`<div class="pair">${tables}</div>`);
}

export function setUpTables(report: RunReport): Markup {
  const { options, machine, server, command, seed, processes } = report;
  const pairs = [{ title: 'Name' }, { title: 'Value' }];
  const machineRows = [
    ['Processor', machine.cpu],
    ['Cores', machine.cores],
    ['Memory', bytesText(machine.memoryBytes)],
    ['System', machine.kernel],
    ['Runtime', machine.runtime],
    ['Processes of the load', processes],
    ['Server', `${server.url}, version ${server.version}`],
  ] as const;
  const optionRows = [['seed', seed], ...Object.entries(options)];
  return section(
    'Set-up',
    markup`<h3>Do it again</h3><pre><code>${command}</code></pre>
<div class="pair">${table('Options', pairs, optionRows)}${table('Machine of the load', pairs, machineRows)}</div>`,
  );
}

function section(title: string, inner: Markup): Markup {
  return markup`<section aria-label="${title}"><h2>${title}</h2><div class="card">${inner}</div></section>
`;
}
