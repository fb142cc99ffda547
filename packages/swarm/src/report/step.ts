import type { Sample, ServerSample } from './run-report.ts';
import { type EncodedTimers, Timings } from './timings.ts';

/** A spell of the run with its histograms, so that it can be put together with the next. */
export interface Step {
  sample: Sample & { spanMs: number };
  timers: EncodedTimers;
  /** How many seconds' samples are in it: a power of two. */
  seconds: number;
}

/** Two neighbours as one: sums and maxima stay, percentiles are those of both together. */
export function fold(a: Step, b: Step): Step {
  const timings = new Timings();
  timings.add(a.timers);
  timings.add(b.timers);
  const spanMs = a.sample.spanMs + b.sample.spanMs;
  const part = a.sample.spanMs / spanMs;
  const server = foldServer(a.sample.server, b.sample.server, part);
  return {
    sample: {
      atMs: b.sample.atMs,
      spanMs,
      gauges: { ...a.sample.gauges, ...b.sample.gauges },
      counters: sumOf(a.sample.counters, b.sample.counters),
      timers: timings.percentiles(),
      loadCpu: mean(a.sample.loadCpu, b.sample.loadCpu, part),
      ...(server === undefined ? {} : { server }),
    },
    timers: timings.encoded(),
    seconds: a.seconds + b.seconds,
  };
}

/** What is a state of the end or a peak stays one; what is a rate becomes the mean. */
function foldServer(
  a: ServerSample | undefined,
  b: ServerSample | undefined,
  part: number,
): ServerSample | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return {
    cpu: mean(a.cpu, b.cpu, part),
    residentBytes: Math.max(a.residentBytes, b.residentBytes),
    ...foldNodes(a.residentByNode, b.residentByNode),
    lagMs: Math.max(a.lagMs, b.lagMs),
    connections: b.connections,
    roomDevices: b.roomDevices,
    framesOutPerSecond: mean(a.framesOutPerSecond, b.framesOutPerSecond, part),
    bytesOutPerSecond: mean(a.bytesOutPerSecond, b.bytesOutPerSecond, part),
    commandsPerSecond: mean(a.commandsPerSecond, b.commandsPerSecond, part),
    rowsPerSecond: mean(a.rowsPerSecond, b.rowsPerSecond, part),
    storeMs: Math.max(a.storeMs, b.storeMs),
    drops: sumOf(a.drops, b.drops),
    refusals: sumOf(a.refusals, b.refusals),
    overload: [...new Set([...a.overload, ...b.overload])],
  };
}

function foldNodes(
  a: ServerSample['residentByNode'],
  b: ServerSample['residentByNode'],
): Pick<ServerSample, 'residentByNode'> {
  if (a === undefined && b === undefined) return {};
  const most = { ...a };
  for (const [node, bytes] of Object.entries(b ?? {})) {
    most[node] = Math.max(bytes, most[node] ?? 0);
  }
  return { residentByNode: most };
}

function mean(a: number, b: number, partOfA: number): number {
  return a * partOfA + b * (1 - partOfA);
}

/** Counts by name, added up. */
export function sumOf<Name extends string>(
  a: Partial<Record<Name, number>>,
  b: Partial<Record<Name, number>>,
): Record<Name, number> {
  const sums = { ...a } as Record<Name, number>;
  for (const [name, count] of Object.entries(b) as [Name, number][]) {
    sums[name] = (sums[name] ?? 0) + count;
  }
  return sums;
}
