import type { Json } from '../engine/json.ts';
import type { CounterName, GaugeName, TimerName } from '../engine/meter.ts';
import type { Verdict } from '../verdict/verdict.ts';

/** ms. */
export interface Percentiles {
  count: number;
  p50: number;
  p90: number;
  p99: number;
  p999: number;
  max: number;
}

/** The server's own figures, from `GET /metrics`, of all nodes together; what grows is given for each second. */
export interface ServerSample {
  /** Cores. */
  cpu: number;
  residentBytes: number;
  /** Of each node that answered, where the server is a cluster. */
  residentByNode?: Record<string, number>;
  /** Lateness of its event loop, ms. */
  lagMs: number;
  connections: number;
  roomDevices: number;
  framesOutPerSecond: number;
  bytesOutPerSecond: number;
  commandsPerSecond: number;
  rowsPerSecond: number;
  /** Time of its last commit to disk, ms. */
  storeMs: number;
  /** Messages and frames left out in this second, by reason. */
  drops: Record<string, number>;
  /** Commands refused in this second, by code or cause. */
  refusals: Record<string, number>;
  /** Causes of overload that are on. */
  overload: string[];
}

/** One second of the run, all processes together. */
export interface Sample {
  /** Its end, from the start of the run. */
  atMs: number;
  /** What it covers: a second, more where a long run was thinned. Counters are sums over it. */
  spanMs?: number;
  gauges: Partial<Record<GaugeName, number>>;
  /** In this second. */
  counters: Partial<Record<CounterName, number>>;
  timers: Partial<Record<TimerName, Percentiles>>;
  /** Cores that the load's processes took. */
  loadCpu: number;
  /** Undefined while the server does not answer. */
  server?: ServerSample;
}

/** Something that happened at a time, for the plots: a phase, a fault with its end. */
export interface Mark {
  kind: 'phase' | 'fault';
  name: string;
  about: string;
  atMs: number;
  endMs?: number;
}

/** A figure of recorded traffic beside that of the generator. */
export interface FitRow {
  figure: string;
  unit: string;
  recorded: number;
  generated: number;
}

export interface FitTable {
  title: string;
  rows: FitRow[];
}

/** All of a run: what `--json` writes, and what the page shows. */
export interface RunReport {
  version: 1;
  scenario: string;
  about: string;
  /** The command that does it again. */
  command: string;
  options: Record<string, number | string>;
  seed: number;
  /** ISO 8601. */
  startedAt: string;
  seconds: number;
  machine: { cpu: string; cores: number; memoryBytes: number; kernel: string; runtime: string };
  server: { url: string; version: string };
  processes: number;
  devices: number;
  /** True when it was ended before its time (Ctrl-C): the verdicts speak of what was done. */
  interrupted: boolean;
  samples: Sample[];
  totals: {
    counters: Partial<Record<CounterName, number>>;
    timers: Partial<Record<TimerName, Percentiles>>;
  };
  marks: Mark[];
  verdicts: Verdict[];
  notes: string[];
  fits: FitTable[];
  /** What the server left out in the whole run, by reason. */
  drops: Record<string, number>;
  /** What the scenario found besides; a ramp's result is `own.ramp`. */
  own: Record<string, Json>;
}
