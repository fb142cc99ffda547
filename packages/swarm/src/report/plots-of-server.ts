import type { Plot, Series, Tone } from './plot.ts';
import type { Sample } from './run-report.ts';
import { line, needsLog, perSecond, serverLine, used } from './series.ts';

/** What the server did not do, by reason. */
export function leftOutPlots(samples: readonly Sample[]): Plot[] {
  const common = { section: 'Left out and refused', unit: 'perSecond', kind: 'stack' } as const;
  return [
    {
      ...common,
      id: 'drops',
      title: 'Left out',
      about: 'Best-effort messages and frames that the server did not send, by reason.',
      isLog: false,
      series: byReason(samples, 'drops'),
    },
    {
      ...common,
      id: 'refusals',
      title: 'Refused',
      about: 'Commands that the server said no to, by the reason that it gave.',
      isLog: false,
      series: byReason(samples, 'refusals'),
    },
  ];
}

/** How the server stood; while it did not answer there is a gap. */
export function serverPlots(samples: readonly Sample[]): Plot[] {
  const outgoing = used([
    serverLine('Frames out', 'a', samples, (server) => server.framesOutPerSecond),
    serverLine('Commands in', 'c', samples, (server) => server.commandsPerSecond),
    serverLine('Rows stored', 'd', samples, (server) => server.rowsPerSecond),
  ]);
  const common = { section: 'Server', kind: 'lines' } as const;
  return [
    {
      ...common,
      id: 'server-cpu',
      title: 'Processor of the server',
      unit: 'cores',
      about: 'Cores that the server took; one is all that its main thread can have.',
      isLog: false,
      series: used([serverLine('Server', 'b', samples, ({ cpu }) => cpu)]),
    },
    {
      ...common,
      id: 'server-memory',
      title: 'Memory of the server',
      unit: 'bytes',
      about: 'Resident memory; under an even load it should become flat.',
      isLog: false,
      series: used([serverLine('Resident', 'f', samples, (server) => server.residentBytes)]),
    },
    {
      ...common,
      id: 'server-delays',
      title: 'Delays in the server',
      unit: 'ms',
      about: 'How late its event loop is, and how long its last commit to disk took.',
      isLog: true,
      series: used([
        serverLine('Event loop', 'd', samples, ({ lagMs }) => lagMs),
        serverLine('Commit', 'a', samples, ({ storeMs }) => storeMs),
      ]),
    },
    {
      ...common,
      id: 'server-work',
      title: 'Work of the server',
      unit: 'perSecond',
      about: 'Frames that it sent, commands that it got, rows that it stored.',
      isLog: needsLog(outgoing),
      series: outgoing,
    },
    {
      ...common,
      id: 'server-bytes',
      title: 'Traffic of the server',
      unit: 'bytesPerSecond',
      about: 'Bytes of frames sent in each second.',
      isLog: false,
      series: used([serverLine('Out', 'c', samples, (server) => server.bytesOutPerSecond)]),
    },
  ];
}

const tones: readonly Tone[] = ['a', 'd', 'c', 'f', 'b', 'e', 'g'];
const otherReasons = 'other reasons';

/** Most frequent first; what is left when the colours are used up is put together. */
function byReason(samples: readonly Sample[], kind: 'drops' | 'refusals'): Series[] {
  const sums = new Map<string, number>();
  for (const { server } of samples) {
    for (const [reason, count] of Object.entries(server?.[kind] ?? {})) {
      sums.set(reason, (sums.get(reason) ?? 0) + count);
    }
  }
  const reasons = [...sums].toSorted(([, a], [, b]) => b - a).map(([reason]) => reason);
  const named = reasons.slice(0, tones.length);
  const rest = reasons.slice(tones.length);
  const stacked = (label: string, tone: Tone, parts: readonly string[]) =>
    line(label, tone, samples, (sample) => {
      const counts = sample.server?.[kind];
      if (counts === undefined) return undefined;
      return perSecond(
        sample,
        parts.reduce((sum, part) => sum + (counts[part] ?? 0), 0),
      );
    });
  return used([
    ...named.map((reason, i) => stacked(reason, tones[i] as Tone, [reason])),
    stacked(otherReasons, 'h', rest),
  ]);
}
