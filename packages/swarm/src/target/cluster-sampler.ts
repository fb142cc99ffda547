import type { ServerSample } from '../report/run-report.ts';
import type { TargetNode } from './server-address.ts';
import { ServerSampler } from './server-sampler.ts';

/** Whoever tells how a server stands, once a second. */
export interface Sampler {
  /** Undefined when nobody answers in time. */
  sample(): Promise<ServerSample | undefined>;
}

/** Of all nodes if they are known, else of what answers at `url`. */
export function samplerOf(
  url: string,
  nodes: readonly TargetNode[] | undefined,
  note?: (text: string) => void,
): Sampler {
  return nodes === undefined ? new ServerSampler(url, note) : new ClusterSampler(nodes);
}

/** The figures of all nodes of a cluster, each asked past the front; those that are away are left out. */
export class ClusterSampler implements Sampler {
  readonly #samplers: ReadonlyMap<string, Sampler>;

  constructor(nodes: readonly TargetNode[]) {
    this.#samplers = new Map(nodes.map(({ name, url }) => [name, new ServerSampler(url)]));
  }

  async sample(): Promise<ServerSample | undefined> {
    const each = await Promise.all(
      [...this.#samplers].map(async ([name, sampler]) => [name, await sampler.sample()] as const),
    );
    const there = each.flatMap(([name, sample]) =>
      sample === undefined ? [] : [{ name, sample }],
    );
    return there.length === 0 ? undefined : together(there);
  }
}

interface NodeSample {
  name: string;
  sample: ServerSample;
}

/** What is had together is added up; of what everybody waits for the worst counts. */
function together(all: readonly NodeSample[]): ServerSample {
  const sum = (read: (sample: ServerSample) => number) =>
    all.reduce((total, { sample }) => total + read(sample), 0);
  const worst = (read: (sample: ServerSample) => number) =>
    Math.max(...all.map(({ sample }) => read(sample)));
  return {
    cpu: sum(({ cpu }) => cpu),
    residentBytes: sum(({ residentBytes }) => residentBytes),
    residentByNode: Object.fromEntries(all.map(({ name, sample }) => [name, sample.residentBytes])),
    lagMs: worst(({ lagMs }) => lagMs),
    connections: sum(({ connections }) => connections),
    roomDevices: sum(({ roomDevices }) => roomDevices),
    framesOutPerSecond: sum((sample) => sample.framesOutPerSecond),
    bytesOutPerSecond: sum((sample) => sample.bytesOutPerSecond),
    commandsPerSecond: sum((sample) => sample.commandsPerSecond),
    rowsPerSecond: sum((sample) => sample.rowsPerSecond),
    storeMs: worst(({ storeMs }) => storeMs),
    drops: addedUp(all.map(({ sample }) => sample.drops)),
    refusals: addedUp(all.map(({ sample }) => sample.refusals)),
    overload: all.flatMap(({ name, sample }) => sample.overload.map((why) => `${name}: ${why}`)),
  };
}

function addedUp(list: readonly Record<string, number>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [reason, count] of list.flatMap((counts) => Object.entries(counts))) {
    sums[reason] = (sums[reason] ?? 0) + count;
  }
  return sums;
}
