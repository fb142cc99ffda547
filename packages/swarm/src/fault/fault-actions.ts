import type { LocalServer } from '../target/local-server.ts';
import type { FaultName } from './fault-table.ts';
import type { PlannedFault } from './planned-fault.ts';
import type { CutHow, Way } from './proxy/proxy-fault.ts';
import type { FaultProxy } from './proxy.ts';
import type { FaultSite } from './site.ts';

/** What takes a fault back. */
export type Undo = () => Promise<void>;

/** Does a fault; resolves when it is there, with undefined for one that is over by then or stays. */
export function beginFault(site: FaultSite, fault: PlannedFault): Promise<Undo | undefined> {
  return actions[fault.name](site, fault);
}

type Action = (site: FaultSite, fault: PlannedFault) => Promise<Undo | undefined>;

const actions: Record<FaultName, Action> = {
  kill: async (site) => {
    const server = serverOf(site);
    await server.kill();
    return () => server.restart();
  },
  pause: async (site) => {
    const server = serverOf(site);
    server.pause();
    return async () => server.resume();
  },
  drain: async (site) => {
    const server = serverOf(site);
    await server.drain();
    return () => server.restart();
  },
  disk: async (site, fault) => {
    const server = serverOf(site);
    await server.fillDisk(numberOf(fault, 'leave'));
    return () => server.freeDisk();
  },
  clock: async (site, fault) => {
    const server = serverOf(site);
    const byMs = numberOf(fault, 'by');
    await server.jumpClock(byMs);
    return fault.forMs === undefined ? undefined : () => server.jumpClock(-byMs);
  },
  cut: async (site, fault) => {
    const how = textOf(fault, 'how') as CutHow;
    await proxyOf(site).cut(numberOf(fault, 'share'), how, fault.forMs);
    return undefined;
  },
  slow: async (site, fault) => {
    const delayMs = numberOf(fault, 'delay');
    const jitterMs = numberOf(fault, 'jitter');
    return (await proxyOf(site).put({ kind: 'slow', delayMs, jitterMs, ...whose(fault) })).lift;
  },
  throttle: async (site, fault) => {
    const bytesPerSecond = numberOf(fault, 'bytes');
    return (await proxyOf(site).put({ kind: 'throttle', bytesPerSecond, ...whose(fault) })).lift;
  },
  stall: async (site, fault) => {
    return (await proxyOf(site).put({ kind: 'stall', ...whose(fault) })).lift;
  },
  refuse: async (site) => {
    const proxy = proxyOf(site);
    await proxy.refuse(true);
    return () => proxy.refuse(false);
  },
};

function whose(fault: PlannedFault): { way: Way; share: number } {
  return { way: textOf(fault, 'way') as Way, share: numberOf(fault, 'share') };
}

function serverOf({ server }: FaultSite): LocalServer {
  if (server === undefined) throw new Error('there is no server that the tool started itself');
  return server;
}

function proxyOf({ proxy }: FaultSite): FaultProxy {
  if (proxy === undefined) throw new Error('there is no proxy in front of the server');
  return proxy;
}

function numberOf({ parameters }: PlannedFault, key: string): number {
  return Number(parameters[key]?.value);
}

function textOf({ parameters }: PlannedFault, key: string): string {
  return String(parameters[key]?.value);
}
