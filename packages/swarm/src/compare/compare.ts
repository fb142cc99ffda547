import { UsageError } from '../cli/usage-error.ts';
import { assertDevicesFit } from '../target/file-limit.ts';
import type { Adapter } from './adapter.ts';
import { type CompareResult, type Figures, summary } from './compare-result.ts';
import { cores, pinThisProcess } from './cores.ts';
import { bestDepth } from './depth.ts';
import { eagrePeer, plainEagrePeer } from './eagre-peer.ts';
import { FanOut } from './fan-out.ts';

export interface ComparePlan {
  peer: Adapter;
  /** Subscribers of each server. */
  devices: number;
  /** Of each measurement. */
  seconds: number;
  rounds: number;
  /** Texts a second at which latencies are taken. */
  rate: number;
  /** Of a text. */
  bytes: number;
}

/** Whoever shows how it goes. */
export interface CompareView {
  progress(label: string, fraction?: number): void;
  /** A line that stays. */
  note(text: string): void;
}

/** One server, and what was measured of it in each round. */
interface Side {
  adapter: Adapter;
  fanOut: FanOut;
  depth: number;
  rounds: Figures[];
}

/** Of each trial of a depth. s. */
const trialSeconds = 0.8;

/**
 * The same fan-out by Eagre, by Eagre without its merging, and by a peer, in one run, by turns. Throws
 * an error of usage when the peer is not on this machine. Ends early, with the rounds that are whole,
 * when `signal` is aborted, and leaves no process behind in any case.
 */
export async function compare(
  plan: ComparePlan,
  view: CompareView,
  signal: AbortSignal,
  ours: readonly Adapter[] = [eagrePeer, plainEagrePeer],
): Promise<CompareResult> {
  const adapters = [...ours, plan.peer];
  const missing = plan.peer.missing();
  if (missing !== undefined) throw new UsageError(missing);
  assertDevicesFit(adapters.length * plan.devices);
  const unpin = cores === undefined ? () => {} : pinThisProcess(cores.load);
  const sides: Side[] = [];
  try {
    for (const adapter of adapters) {
      if (!signal.aborted) sides.push(await open(adapter, plan, view, signal));
    }
    for (let round = 0; round < plan.rounds && !signal.aborted; round += 1) {
      for (const side of sides) {
        view.progress(`${side.adapter.title}, round ${round + 1}`, round / plan.rounds);
        await measure(side, plan, view, signal);
      }
    }
    return summary(
      plan,
      sides.map(({ adapter, depth, fanOut, rounds }) => ({
        ...{ adapter, depth, rounds },
        faults: fanOut.faults,
      })),
      signal.aborted,
    );
  } finally {
    await Promise.allSettled(sides.map(({ fanOut }) => fanOut.close()));
    unpin();
  }
}

async function open(
  adapter: Adapter,
  plan: ComparePlan,
  view: CompareView,
  signal: AbortSignal,
): Promise<Side> {
  const { title } = adapter;
  const { devices: subscribers, bytes } = plan;
  const options = { subscribers, bytes, core: cores?.server, signal };
  view.progress(`${title}: ${plan.devices.toLocaleString('en')} subscribers`, 0);
  const fanOut = await FanOut.open(adapter, options, (fraction) =>
    view.progress(`${title}: ${plan.devices.toLocaleString('en')} subscribers`, fraction),
  );
  try {
    view.progress(`${title}: finding how many messages under way go fastest`);
    const flatOut = (each: number) => fanOut.flatOut(each, trialSeconds);
    const depth = signal.aborted ? 0 : await bestDepth(flatOut, adapter.depths);
    return { adapter, fanOut, depth, rounds: [] };
  } catch (error) {
    await fanOut.close();
    throw error;
  }
}

async function measure(
  side: Side,
  plan: ComparePlan,
  view: CompareView,
  signal: AbortSignal,
): Promise<void> {
  const { fanOut, depth, rounds, adapter } = side;
  const paced = await fanOut.paced(plan.rate, plan.seconds);
  const fastest = await fanOut.flatOut(depth, plan.seconds);
  if (signal.aborted) return;
  rounds.push({
    messagesPerSecond: fastest.messagesPerSecond,
    framesPerSecond: fastest.framesPerSecond,
    p50Ms: paced.p50Ms,
    p99Ms: paced.p99Ms,
    bytesPerConnection: fanOut.bytesPerConnection,
    cpuSecondsPerMillion: fastest.cpuSecondsPerMillion,
    pacedCpuSecondsPerMillion: paced.cpuSecondsPerMillion,
    deliveredShare: paced.deliveredShare,
    serverCpu: fastest.cpu,
  });
  const number = (value: number) => Math.round(value).toLocaleString('en');
  view.note(
    `${adapter.title}: ${number(fastest.messagesPerSecond)} messages/s in ` +
      `${number(fastest.framesPerSecond)} frames/s, server ${number(fastest.cpu * 100)} % of a core; ` +
      `at ${plan.rate}/s p50 ${paced.p50Ms.toFixed(1)} ms, p99 ${paced.p99Ms.toFixed(1)} ms`,
  );
}
