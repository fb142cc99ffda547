import { type CpuShares, describeCpu, watchCpu } from '../lib/cpu-share.ts';

/** How fast a counter grew, and what it cost the server. */
export interface Rate {
  perSecond: number;
  /**
   * For each second of the server's processor time: the same as `perSecond` when the server has its core
   * to itself, and steadier when it has not. NaN where the system does not tell.
   */
  perCpuSecond: number;
  shares: CpuShares;
  /** The same for people. */
  busy: string;
}

/** Buffers fill and code gets compiled before the rate is the lasting one. */
const startSeconds = 0.5;
const quietMs = 100;

/** Growth of a counter a second, after a short start. */
export async function measureRate(
  count: () => number,
  seconds: number,
  serverPid: number,
): Promise<Rate> {
  await Bun.sleep(startSeconds * 1000);
  const cpu = watchCpu(serverPid);
  const before = count();
  const startedMs = performance.now();
  await Bun.sleep(seconds * 1000);
  const perSecond = ((count() - before) / (performance.now() - startedMs)) * 1000;
  const shares = cpu();
  return {
    perSecond,
    perCpuSecond: perSecond / (shares.server ?? Number.NaN),
    shares,
    busy: describeCpu(shares),
  };
}

/** Until what was under way has arrived, so that it is not counted as the next one's. */
export async function untilQuiet(count: () => number): Promise<void> {
  for (let before = -1; before !== count(); ) {
    before = count();
    await Bun.sleep(quietMs);
  }
}
