import type { Random } from '@eagre/protocol';
import { UsageError } from '../cli/usage-error.ts';
import type { Address } from '../device/fleet.ts';
import { LocalServer, type LocalServerOptions } from '../target/local-server.ts';
import { whyNoMovableClock } from '../target/local-server-clock.ts';
import { whyNoSmallDisk } from '../target/local-server-disk.ts';
import type { Target } from '../target/server-address.ts';
import { faultSpec, type Need } from './fault-table.ts';
import type { FaultPlan } from './planned-fault.ts';
import { assertLocal, FaultProxy, type FaultProxyOptions, mostProxyLines } from './proxy.ts';

/** What faults are done to: only what this tool started itself. */
export interface FaultSite {
  readonly server?: LocalServer;
  readonly proxy?: FaultProxy;
}

export interface SiteOptions {
  /** A server that somebody else runs; undefined: one of our own is started. */
  given?: Target;
  server?: LocalServerOptions;
  proxy?: FaultProxyOptions;
  /** Devices of the run: each is a connection through the proxy, when there is one. */
  devices: number;
  /** Draws which connections a fault is for. */
  random: Random;
  /** The HTTP API through the proxy, too; else past it. */
  httpThroughProxy?: boolean;
}

/** Of the data's disk when it is to be filled. Bytes. */
const diskBytes = 256 * 1024 * 1024;

/** What a plan needs, each once. */
export function needsOf({ faults, random }: FaultPlan): Set<Need> {
  const names = [...faults.map(({ name }) => name), ...random.flatMap(({ of }) => of)];
  return new Set(names.flatMap((name) => faultSpec(name).needs));
}

/** Fails with what is missing for a plan, before anything was started. Throws `UsageError`. */
export function requireSite(plan: FaultPlan, { given, devices }: SiteOptions): void {
  const needs = needsOf(plan);
  if (needs.has('server') && given !== undefined) {
    const names = plan.faults.map(({ name }) => name).concat(plan.random.flatMap(({ of }) => of));
    const name = names.find((each) => faultSpec(each).needs.includes('server'));
    throw new UsageError(
      `fault "${name}" is for a server that the tool started itself: say --serve`,
    );
  }
  if (needs.has('proxy') && given !== undefined) assertLocal(given.address);
  const why = [
    needs.has('disk') ? whyNoSmallDisk() : undefined,
    needs.has('clock') ? whyNoMovableClock() : undefined,
    needs.has('proxy') && devices > mostProxyLines()
      ? `${devices} devices are more than the proxy can pass on (${mostProxyLines()}, by its open files)`
      : undefined,
  ].find((reason) => reason !== undefined);
  if (why !== undefined) throw new UsageError(why);
}

/** The server and the proxy of a run, as a plan needs them, and how the load finds them. */
export class OpenSite implements FaultSite, AsyncDisposable {
  /** Where devices connect, and where the HTTP API is. */
  readonly target: Target;
  readonly server?: LocalServer;
  readonly proxy?: FaultProxy;

  /** Throws `UsageError` when something is missing; leaves nothing behind then. */
  static async open(plan: FaultPlan, options: SiteOptions): Promise<OpenSite> {
    requireSite(plan, options);
    const needs = needsOf(plan);
    const server = options.given === undefined ? await startServer(needs, options) : undefined;
    const target = options.given ?? (server as LocalServer).target;
    try {
      const proxy = needs.has('proxy')
        ? await FaultProxy.start(target.address, options.random, options.proxy)
        : undefined;
      return new OpenSite(target, server, proxy, options.httpThroughProxy === true);
    } catch (error) {
      await server?.stop();
      throw error;
    }
  }

  private constructor(
    target: Target,
    server: LocalServer | undefined,
    proxy: FaultProxy | undefined,
    httpThroughProxy: boolean,
  ) {
    if (server !== undefined) this.server = server;
    if (proxy !== undefined) this.proxy = proxy;
    this.target = proxy === undefined ? target : behind(proxy, target, httpThroughProxy);
  }

  async close(): Promise<void> {
    await this.proxy?.stop();
    await this.server?.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function startServer(needs: ReadonlySet<Need>, { server }: SiteOptions): Promise<LocalServer> {
  return LocalServer.start({
    ...(needs.has('disk') ? { dataBytes: diskBytes } : {}),
    ...(needs.has('clock') ? { fakeClock: true } : {}),
    ...server,
  });
}

function behind({ host, port }: FaultProxy, target: Target, withHttp: boolean): Target {
  const address: Address = { ...target.address, host, port };
  const { protocol } = new URL(target.url);
  return { ...target, address, ...(withHttp ? { url: `${protocol}//${host}:${port}` } : {}) };
}
