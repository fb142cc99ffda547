import { readFileSync } from 'node:fs';

/** The unit of times in /proc on every Linux that the runtime runs on. */
const ticksPerSecond = 100;
const pageBytes = 4096;

/** What a process and its children take; NaN where the system has no /proc. */
export interface ProcessCost {
  /** Since they began. */
  cpuSeconds: number;
  /** Their own memory, without what the kernel holds for their sockets. */
  residentBytes: number;
}

export function costOf(pid: number): ProcessCost {
  try {
    const pids = treeOf(pid);
    return {
      cpuSeconds: pids.reduce((sum, each) => sum + cpuSecondsOf(each), 0),
      residentBytes: pids.reduce((sum, each) => sum + residentBytesOf(each), 0),
    };
  } catch {
    return { cpuSeconds: Number.NaN, residentBytes: Number.NaN };
  }
}

function treeOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return [pid, ...(children === '' ? [] : children.split(' ').flatMap((id) => treeOf(Number(id))))];
}

function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in parentheses may hold spaces; utime and stime are the 12th and 13th after it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

function residentBytesOf(pid: number): number {
  const [, pages] = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ');
  return Number(pages) * pageBytes;
}
