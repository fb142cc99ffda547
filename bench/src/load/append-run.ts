import type { Verdict } from '../cli/scenario.ts';
import { watchCpu } from '../lib/cpu-share.ts';
import { Peer, type PeerOptions, pathOf } from '../lib/peer.ts';

export interface AppendPlan {
  /** A directory for SQLite, or the URL of a PostgreSQL database; new. */
  place: string;
  keys: 'none' | 'keys';
  seconds: number;
  /** Commits under way. */
  inFlight: number;
  /** Whose processor time is looked at besides; the process that appends unless told. */
  serverPid?: number;
}

export interface Appended {
  rowsPerSecond: number;
  p50Ms: number;
  p99Ms: number;
  rowsPerBatch: number;
  /** Cores that the process took. */
  cpuShare: number;
  /** Cores that the one with `serverPid` took. */
  serverCpuShare: number;
  sent: number;
  stored: number;
}

/** For the start, and for the rows that are counted at the end. s. */
const patienceSeconds = 60;

/** Appends to a store through the timeline, in a process of its own. */
export async function runAppend(plan: AppendPlan, options?: PeerOptions): Promise<Appended> {
  const { place, keys, seconds, inFlight } = plan;
  const script = pathOf('bench/src/peers/append-load.ts');
  const command = [process.execPath, script, place, `${seconds}`, `${inFlight}`, keys];
  const peer = Peer.start(command, options);
  const within = (seconds + patienceSeconds) * 1000;
  await peer.child.waitForLine(/^counting$/, within);
  const cpu = watchCpu(plan.serverPid ?? peer.child.pid);
  await peer.child.waitForLine(/^counted$/, within);
  const { server: serverCpuShare = Number.NaN } = cpu();
  const [line] = await peer.child.waitForLine(/^\{.*"rowsPerSecond".*\}$/, within);
  await peer.stop();
  return { ...(JSON.parse(line) as Omit<Appended, 'serverCpuShare'>), serverCpuShare };
}

export function appendVerdict(what: string, { sent, stored }: Appended): Verdict {
  const number = (value: number) => value.toLocaleString('en');
  if (sent === stored) return { ok: true, text: `${what}: all ${number(sent)} entries are stored` };
  return { ok: false, text: `${what}: ${number(sent)} entries sent, ${number(stored)} stored` };
}
