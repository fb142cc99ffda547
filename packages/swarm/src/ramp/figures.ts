import type { Histogram } from 'hdr-histogram-js';
import { decoded, newHistogram, type TimerName } from '../engine/meter.ts';

/** What one process saw of a spell. Counts are of what was due within the spell, unless told else. */
export interface SpellPart {
  said: number;
  refused: number;
  /** The first refusal's message. */
  refusal: string;
  /** Never answered. */
  unanswered: number;
  /** Messages × devices that arrived in time. */
  delivered: number;
  /** Reliable messages acknowledged, and messages × devices that arrived; from its start to its rest. */
  reliableAcked: number;
  reliableArrived: number;
  /** Connections lost, from its start to its rest. */
  disconnects: number;
  /** HdrHistograms of microseconds, in base64. */
  timers: Partial<Record<TimerName, string>>;
  /** Cores that the process took. */
  cpu: number;
  /** The run shall end, and the spell was cut short. */
  interrupted: boolean;
}

/** The same of all processes together. */
export interface SpellFigures {
  said: number;
  refused: number;
  refusal: string;
  unanswered: number;
  delivered: number;
  /** Messages × devices that should have been delivered. */
  expected: number;
  /** Messages × devices. */
  reliableExpected: number;
  /** Reliable messages × devices that never arrived. */
  loss: number;
  disconnects: number;
  timers: ReadonlyMap<TimerName, Histogram>;
  /** Of the busiest process. */
  cpu: number;
  interrupted: boolean;
}

/** `fanOut`: devices that each message is to reach. */
export function mergeParts(parts: readonly SpellPart[], fanOut: number): SpellFigures {
  const sum = (read: (part: SpellPart) => number) =>
    parts.reduce((total, part) => total + read(part), 0);
  const said = sum((part) => part.said);
  const reliableExpected = sum((part) => part.reliableAcked) * fanOut;
  return {
    said,
    refused: sum((part) => part.refused),
    refusal: parts.find(({ refusal }) => refusal !== '')?.refusal ?? '',
    unanswered: sum((part) => part.unanswered),
    delivered: sum((part) => part.delivered),
    expected: said * fanOut,
    reliableExpected,
    loss: Math.max(0, reliableExpected - sum((part) => part.reliableArrived)),
    disconnects: sum((part) => part.disconnects),
    timers: mergeTimers(parts),
    cpu: Math.max(0, ...parts.map(({ cpu }) => cpu)),
    interrupted: parts.some(({ interrupted }) => interrupted),
  };
}

function mergeTimers(parts: readonly SpellPart[]): Map<TimerName, Histogram> {
  const merged = new Map<TimerName, Histogram>();
  for (const { timers } of parts) {
    for (const [name, text] of Object.entries(timers) as [TimerName, string][]) {
      const histogram = merged.get(name) ?? newHistogram();
      histogram.add(decoded(text));
      merged.set(name, histogram);
    }
  }
  return merged;
}

/** ms; NaN when nothing was timed. */
export function timeAt(
  { timers }: Pick<SpellFigures, 'timers'>,
  name: TimerName,
  percentile: number,
) {
  const histogram = timers.get(name);
  if (histogram === undefined || histogram.totalCount === 0) return Number.NaN;
  return histogram.getValueAtPercentile(percentile) / 1000;
}
