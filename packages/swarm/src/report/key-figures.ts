import { bytesText, coresText, countText, msText } from './numbers.ts';
import type { Percentiles, RunReport, Sample } from './run-report.ts';
import { perSecond } from './series.ts';

/** One of the figures that stand at the top of a report. */
export interface KeyFigure {
  name: string;
  figure: string;
  /** The same in other words, or what it must be seen with. */
  more: string;
}

/** What one wants to know of a run first; what there was nothing of is left out. */
export function keyFigures(report: RunReport): KeyFigure[] {
  const { totals, samples, seconds } = report;
  const { counters, timers } = totals;
  const delivered = deliveredOf(counters);
  const peak = (read: (sample: Sample) => number) =>
    samples.reduce((most, sample) => Math.max(most, read(sample)), 0);
  const peakRate = peak((sample) => perSecond(sample, deliveredOf(sample.counters)));
  const peakCpu = peak(({ server }) => server?.cpu ?? 0);
  const drops = Object.values(report.drops).reduce((sum, count) => sum + count, 0);
  return [
    {
      name: 'Devices',
      figure: countText(report.devices),
      more: `${countText(peak(({ gauges }) => gauges.online ?? 0))} online at most`,
    },
    {
      name: 'Messages delivered',
      figure: countText(delivered),
      more: `${countText(counters.sent ?? 0)} sent, ${countText(counters.refused ?? 0)} refused`,
    },
    {
      name: 'Delivered a second',
      figure: countText(seconds > 0 ? delivered / seconds : 0),
      more: `${countText(peakRate)} at the peak`,
    },
    ...latencyFigure('Conversation messages', timers.entries),
    ...latencyFigure('Reliable in rooms', timers.reliable),
    ...latencyFigure('Room chat', timers.chat),
    {
      name: 'Connections lost',
      figure: countText(counters.losses ?? 0),
      more: `${countText(counters.reconnects ?? 0)} came back`,
    },
    {
      name: 'Left out by the server',
      figure: countText(drops),
      more: drops === 0 ? 'nothing' : `mostly ${mostOf(report.drops)}`,
    },
    ...(peakCpu === 0
      ? []
      : [
          {
            name: 'Server at its peak',
            figure: coresText(peakCpu),
            more: bytesText(peak(({ server }) => server?.residentBytes ?? 0)),
          },
        ]),
  ];
}

function mostOf(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts).reduce((a, b) => (b[1] > a[1] ? b : a))[0];
}

function deliveredOf({ entries = 0, reliable = 0, chat = 0 }: Sample['counters']): number {
  return entries + reliable + chat;
}

function latencyFigure(name: string, times: Percentiles | undefined): KeyFigure[] {
  if (times === undefined || times.count === 0) return [];
  return [{ name: `${name}, p99`, figure: msText(times.p99), more: `p50 ${msText(times.p50)}` }];
}
