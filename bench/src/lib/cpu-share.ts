import { readFileSync } from 'node:fs';

/** The unit of times in /proc on every Linux that Bun runs on. */
const ticksPerSecond = 100;

/**
 * How busy the server and this process are from now on, each in cores: what is near 1 is the bound. Undefined
 * for the server where the system has no /proc.
 */
export function watchCpu(serverPid: number): () => { server: number | undefined; load: number } {
  const startedMs = performance.now();
  const ownBefore = process.cpuUsage();
  const serverBefore = cpuSecondsOf(serverPid);
  return () => {
    const seconds = (performance.now() - startedMs) / 1000;
    const own = process.cpuUsage(ownBefore);
    const now = cpuSecondsOf(serverPid);
    const isKnown = now !== undefined && serverBefore !== undefined;
    return {
      server: isKnown ? (now - serverBefore) / seconds : undefined,
      load: (own.user + own.system) / 1e6 / seconds,
    };
  };
}

export function describeCpu({
  server,
  load,
}: {
  server: number | undefined;
  load: number;
}): string {
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  return `server ${server === undefined ? 'unknown' : percent(server)}, load ${percent(load)} of a core`;
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
