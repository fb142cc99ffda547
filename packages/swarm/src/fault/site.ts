import type { Random } from '@eagre/protocol';
import type { LocalCluster, LocalClusterOptions } from '../target/local-cluster.ts';
import type { LocalServer, LocalServerOptions } from '../target/local-server.ts';
import type { Target } from '../target/server-address.ts';
import type { FaultPlan } from './planned-fault.ts';
import { FaultProxy, type FaultProxyOptions } from './proxy.ts';
import { needsOf, requireSite } from './site-needs.ts';
import { type OwnServers, startOwn } from './site-servers.ts';
import { deviceLines, type FaultTargets } from './targets.ts';

/** A process that a fault takes: a server, or any part of a cluster. */
export interface FaultPart {
  kill(): Promise<void>;
  restart(): Promise<void>;
  pause(): void;
  resume(): void;
}

/** What faults are done to: only what this tool started itself. */
export interface FaultSite {
  /** Undefined when there is no choice. */
  readonly targets?: FaultTargets | undefined;
  /** The server, or the part of a cluster of this name. */
  part(target: string | undefined): FaultPart;
  node(target: string | undefined): LocalServer;
  /** Those that stand in the ways of this name; those of devices unless told. */
  proxies(target: string | undefined): readonly FaultProxy[];
}

export interface SiteOptions {
  /** A server that somebody else runs; undefined: one of our own is started. */
  given?: Target;
  server?: LocalServerOptions;
  /** A cluster of our own instead of a server. */
  cluster?: LocalClusterOptions;
  proxy?: FaultProxyOptions;
  /** Devices of the run: each is a connection through the proxy, when there is one. */
  devices: number;
  /** Draws which connections a fault is for. */
  random: Random;
  /** The HTTP API through the proxy, too; else past it. */
  httpThroughProxy?: boolean;
}

/** The servers and the proxies of a run, as a plan needs them, and how the load finds them. */
export class OpenSite implements FaultSite, AsyncDisposable {
  /** Where devices connect, and where the HTTP API is. */
  readonly target: Target;
  /** In front of the devices' connections. */
  readonly proxy?: FaultProxy;
  readonly #own: OwnServers;

  /** Throws `UsageError` when something is missing; leaves nothing behind then. */
  static async open(plan: FaultPlan, options: SiteOptions): Promise<OpenSite> {
    requireSite(plan, options);
    const needs = needsOf(plan);
    const own = options.given === undefined ? await startOwn(plan, options) : noServers;
    const target = (options.given ?? own.target) as Target;
    try {
      const proxy = needs.has('proxy')
        ? await FaultProxy.start(target.address, options.random, options.proxy)
        : undefined;
      return new OpenSite(own, target, proxy, options.httpThroughProxy === true);
    } catch (error) {
      await own.stop();
      throw error;
    }
  }

  private constructor(
    own: OwnServers,
    target: Target,
    proxy: FaultProxy | undefined,
    httpThroughProxy: boolean,
  ) {
    this.#own = own;
    if (proxy !== undefined) this.proxy = proxy;
    this.target = proxy === undefined ? target : behind(proxy, target, httpThroughProxy);
  }

  get server(): LocalServer | undefined {
    return this.#own.server;
  }

  get cluster(): LocalCluster | undefined {
    return this.#own.cluster;
  }

  get targets(): FaultTargets | undefined {
    return this.#own.targets;
  }

  /** Servers of our own, the nodes of a cluster among them. */
  get servers(): readonly LocalServer[] {
    if (this.cluster !== undefined) return this.cluster.nodes;
    return this.server === undefined ? [] : [this.server];
  }

  part(target: string | undefined): FaultPart {
    const part = this.#own.parts.get(target) ?? this.#own.parts.get(undefined);
    if (part === undefined) throw new Error('there is no server that the tool started itself');
    return part;
  }

  node(target: string | undefined): LocalServer {
    const server = this.servers.find(({ name }) => name === target) ?? this.server;
    if (server === undefined) throw new Error('there is no server that the tool started itself');
    return server;
  }

  proxies(target: string | undefined): readonly FaultProxy[] {
    if (target !== undefined && target !== deviceLines) return this.#own.proxies(target);
    if (this.proxy === undefined) throw new Error('there is no proxy in front of the server');
    return [this.proxy];
  }

  async close(): Promise<void> {
    await this.proxy?.stop();
    await this.#own.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

const noServers: OwnServers = {
  target: undefined,
  server: undefined,
  cluster: undefined,
  targets: undefined,
  parts: new Map(),
  proxies: () => [],
  stop: () => Promise.resolve(),
};

function behind({ host, port }: FaultProxy, target: Target, withHttp: boolean): Target {
  const address = { ...target.address, host, port };
  const { protocol } = new URL(target.url);
  return { ...target, address, ...(withHttp ? { url: `${protocol}//${host}:${port}` } : {}) };
}
