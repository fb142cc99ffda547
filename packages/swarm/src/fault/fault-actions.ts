import type { FaultName } from './fault-table.ts';
import type { PlannedFault } from './planned-fault.ts';
import type { CutHow, ProxyFault, Way } from './proxy/proxy-fault.ts';
import type { FaultSite } from './site.ts';

/** What takes a fault back. */
export type Undo = () => Promise<void>;

/** Does a fault; resolves when it is there, with undefined for one that is over by then or stays. */
export function beginFault(site: FaultSite, fault: PlannedFault): Promise<Undo | undefined> {
  return actions[fault.name](site, fault);
}

type Action = (site: FaultSite, fault: PlannedFault) => Promise<Undo | undefined>;

const actions: Record<FaultName, Action> = {
  kill: async (site, { target }) => {
    const part = site.part(target);
    await part.kill();
    return () => part.restart();
  },
  pause: async (site, { target }) => {
    const part = site.part(target);
    part.pause();
    return async () => part.resume();
  },
  drain: async (site, { target }) => {
    const server = site.node(target);
    await server.drain();
    return () => server.restart();
  },
  disk: async (site, fault) => {
    const server = site.node(fault.target);
    await server.fillDisk(numberOf(fault, 'leave'));
    return () => server.freeDisk();
  },
  clock: async (site, fault) => {
    const server = site.node(fault.target);
    const byMs = numberOf(fault, 'by');
    await server.jumpClock(byMs);
    return fault.forMs === undefined ? undefined : () => server.jumpClock(-byMs);
  },
  cut: async (site, fault) => {
    const how = textOf(fault, 'how') as CutHow;
    const share = numberOf(fault, 'share');
    const proxies = site.proxies(fault.target);
    await Promise.all(proxies.map((proxy) => proxy.cut(share, how, fault.forMs)));
    return undefined;
  },
  slow: (site, fault) => {
    const delayMs = numberOf(fault, 'delay');
    const jitterMs = numberOf(fault, 'jitter');
    return put(site, fault, { kind: 'slow', delayMs, jitterMs, ...whose(fault) });
  },
  throttle: (site, fault) => {
    const bytesPerSecond = numberOf(fault, 'bytes');
    return put(site, fault, { kind: 'throttle', bytesPerSecond, ...whose(fault) });
  },
  stall: (site, fault) => put(site, fault, { kind: 'stall', ...whose(fault) }),
  refuse: async (site, { target }) => {
    const proxies = site.proxies(target);
    await Promise.all(proxies.map((proxy) => proxy.refuse(true)));
    return async () => {
      await Promise.all(proxies.map((proxy) => proxy.refuse(false)));
    };
  },
  partition: (site, fault) => put(site, fault, { kind: 'stall', way: 'both', share: 1 }),
};

async function put(site: FaultSite, { target }: PlannedFault, fault: ProxyFault): Promise<Undo> {
  const there = await Promise.all(site.proxies(target).map((proxy) => proxy.put(fault)));
  return async () => {
    await Promise.all(there.map(({ lift }) => lift()));
  };
}

function whose(fault: PlannedFault): { way: Way; share: number } {
  return { way: textOf(fault, 'way') as Way, share: numberOf(fault, 'share') };
}

function numberOf({ parameters }: PlannedFault, key: string): number {
  return Number(parameters[key]?.value);
}

function textOf({ parameters }: PlannedFault, key: string): string {
  return String(parameters[key]?.value);
}
