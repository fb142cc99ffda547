import { readFileSync } from 'node:fs';

/** The unit of times in /proc on every Linux that Bun runs on. */
const ticksPerSecond = 100;

/** Of a core, each; one that gets less has time left. */
export interface CpuShares {
  server: number | undefined;
  load: number;
  /** Whatever else runs on the machine, the kernel's own work among it. */
  others: number | undefined;
}

/** A core that is busy for this share has no time left to speak of. */
const fullShare = 0.93;

/**
 * How busy the server and this process are from now on, each in cores: what is near 1 is the bound. Undefined
 * for the server where the system has no /proc.
 */
export function watchCpu(serverPid: number): () => CpuShares {
  const startedMs = performance.now();
  const ownBefore = process.cpuUsage();
  const serverBefore = cpuSecondsOf(serverPid);
  const allBefore = cpuSecondsOfAll();
  return () => {
    const seconds = (performance.now() - startedMs) / 1000;
    const own = process.cpuUsage(ownBefore);
    const shareSince = (before: number | undefined, now: number | undefined) =>
      before === undefined || now === undefined ? undefined : (now - before) / seconds;
    const server = shareSince(serverBefore, cpuSecondsOf(serverPid));
    const load = (own.user + own.system) / 1e6 / seconds;
    const all = shareSince(allBefore, cpuSecondsOfAll());
    const others =
      all === undefined || server === undefined ? undefined : Math.max(0, all - server - load);
    return { server, load, others };
  };
}

/** What stops the figure from being higher. */
export function boundOf(shares: CpuShares): string {
  const { server = 0, load } = shares;
  const what =
    server >= fullShare ? "the server's core" : load >= fullShare ? "the load's core" : '';
  return `${what === '' ? 'neither core' : what} is full: ${describeCpu(shares)}`;
}

export function describeCpu({ server, load, others = 0 }: CpuShares): string {
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  return `server ${server === undefined ? 'unknown' : percent(server)}, load ${percent(load)}, others ${percent(others)} of a core`;
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

function cpuSecondsOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold spaces; utime and stime are the 12th and 13th after it.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  } catch {
    return undefined;
  }
}
