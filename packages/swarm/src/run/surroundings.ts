import { cpus, release, totalmem } from 'node:os';
import type { RunReport } from '../report/run-report.ts';

export function machineOf(): RunReport['machine'] {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    kernel: release(),
    runtime: `Bun ${Bun.version}`,
  };
}

/** Of the server, as its metrics tell it; `unknown` when they don't. */
export async function versionOf(url: string): Promise<string> {
  try {
    const answer = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(3000) });
    return /eagre_info\{[^}]*version="([^"]*)"/.exec(await answer.text())?.[1] ?? 'unknown';
  } catch {
    return 'unknown';
  }
}
