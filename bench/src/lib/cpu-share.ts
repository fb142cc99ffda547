import { readdirSync, readFileSync } from 'node:fs';

/** The unit of times in /proc on every Linux that Bun runs on. */
const ticksPerSecond = 100;

/** Processes by their names; each stands for its children, too. */
export type Processes = Readonly<Record<string, number>>;

/** Of a core, each; one that gets less has time left. */
export interface CpuShares {
  /** Of all processes that were named, together. */
  server: number | undefined;
  /** Of each of them. */
  parts?: Readonly<Record<string, number>>;
  load: number;
  /** Whatever else runs on the machine, the kernel's own work among it. */
  others: number | undefined;
}

/** A core that is busy for this share has no time left to speak of. */
const fullShare = 0.93;

/**
 * How busy the server (or the processes of a cluster) and this process are from now on, each in cores:
 * what is near 1 is the bound. Undefined for the server where the system has no /proc.
 */
export function watchCpu(server: number | Processes): () => CpuShares {
  const processes = typeof server === 'number' ? { server } : server;
  const startedMs = performance.now();
  const ownBefore = process.cpuUsage();
  const before = cpuSecondsOfEach(processes);
  const allBefore = cpuSecondsOfAll();
  return () => {
    const seconds = (performance.now() - startedMs) / 1000;
    const own = process.cpuUsage(ownBefore);
    const after = cpuSecondsOfEach(processes);
    const parts = Object.fromEntries(
      Object.entries(after).map(([name, now]) => [name, (now - (before[name] ?? now)) / seconds]),
    );
    const isKnown = Object.keys(parts).length > 0;
    const sum = Object.values(parts).reduce((total, share) => total + share, 0);
    const load = (own.user + own.system) / 1e6 / seconds;
    const allNow = cpuSecondsOfAll();
    const all =
      allBefore === undefined || allNow === undefined ? undefined : (allNow - allBefore) / seconds;
    const others = all === undefined || !isKnown ? undefined : Math.max(0, all - sum - load);
    return { server: isKnown ? sum : undefined, parts, load, others };
  };
}

/** What stops the figure from being higher. */
export function boundOf(shares: CpuShares): string {
  const { server = 0, load } = shares;
  const what =
    server >= fullShare ? "the server's core" : load >= fullShare ? "the load's core" : '';
  return `${what === '' ? 'neither core' : what} is full: ${describeCpu(shares)}`;
}

export function describeCpu({ server, parts = {}, load, others = 0 }: CpuShares): string {
  const named = Object.entries(parts);
  const servers =
    named.length > 1
      ? named.map(([name, share]) => `${name} ${percent(share)}`).join(', ')
      : `server ${server === undefined ? 'unknown' : percent(server)}`;
  return `${servers}, load ${percent(load)}, others ${percent(others)} of a core`;
}

export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

/** All processes together. */
function cpuSecondsOfAll(): number | undefined {
  try {
    const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n');
    const [user, nice, system, , , irq, softIrq] = line.trim().split(/\s+/).slice(1).map(Number);
    const ticks = [user, nice, system, irq, softIrq].reduce<number>((sum, n) => sum + (n ?? 0), 0);
    return ticks / ticksPerSecond;
  } catch {
    return undefined;
  }
}

/** Those that are not there are left out. */
function cpuSecondsOfEach(processes: Processes): Record<string, number> {
  const known = Object.entries(processes).flatMap(([name, pid]) => {
    const seconds = cpuSecondsOf(pid);
    return seconds === undefined ? [] : [[name, seconds] as const];
  });
  return Object.fromEntries(known);
}

/** Of a process, its children, and those children that have ended. */
function cpuSecondsOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces; four times follow it from the 12th field on: utime and
    // stime, and the same of children that ended.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    const children = childrenOf(pid).map((child) => cpuSecondsOf(child) ?? 0);
    return children.reduce((sum, seconds) => sum + seconds, ticks / ticksPerSecond);
  } catch {
    return undefined;
  }
}

function childrenOf(pid: number): number[] {
  const tasks = `/proc/${pid}/task`;
  return readdirSync(tasks).flatMap((task) => {
    const children = readFileSync(`${tasks}/${task}/children`, 'utf8').trim();
    return children === '' ? [] : children.split(' ').map(Number);
  });
}
