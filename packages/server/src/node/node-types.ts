import type { Clock, Random } from '@eagre/protocol';
import type { NodeCrowd } from '../api/crowd-desk.ts';
import type { Bus, ClusterBus } from '../bus/bus.ts';
import type { Config, SettingName } from '../config/schema.ts';
import type { Listener, ListenerOptions } from '../gateway/listener-bun.ts';
import type { Limits } from '../limits.ts';
import type { Logger } from '../observability/logger.ts';
import type { PagePack } from '../pages/page-pack.ts';
import type { Committed } from '../timeline/committed.ts';
import type { Timeline } from '../timeline/timeline.ts';

/** Opens a store that tells `onCommitted` what it wrote, in commit order and once it is on disk. */
export type OpenTimeline = (options: {
  clock: Clock;
  limits: Limits;
  onCommitted: (entries: Committed[]) => void;
}) => Promise<Timeline>;

/** How to make a node; whatever is absent is the real thing, so that a test can hand in its own. */
export interface NodeOptions {
  /** Settings that differ from the defaults; checked like those of a file. */
  config?: Partial<Config>;
  /** Where each setting was said, for operators to see: `default`, a file, a variable or a flag. */
  originOf?: (name: SettingName) => string;
  clock?: Clock;
  random?: Random;
  /** Among the nodes that share a bus, the same after a restart; default: the setting `node`. */
  name?: string;
  /** Default: SQLite in the data directory, in a cluster PostgreSQL. */
  openTimeline?: OpenTimeline;
  /** Default: inside this process, in a cluster NATS. */
  bus?: Bus;
  /**
   * To the other nodes of a cluster, instead of `bus`; then `openTimeline` opens what they share. It
   * ends with the node.
   */
  clusterBus?: ClusterBus;
  /** Default: none. */
  logger?: Logger;
  /** Other nodes of this machine listen on the same port. */
  sharesPort?: boolean;
  /** Ends the wait for a store that is away: `createNode` then rejects with its reason. */
  abort?: AbortSignal;
  /** The console and, in development mode, the demo shop. Default: no pages. */
  pages?: PagePack;
  /** Development mode's crowd, which comes to the address given. Default: none can be had. */
  crowd?: (url: () => string) => NodeCrowd;
  /** Opens the port; default the runtime's server. */
  listen?: (options: ListenerOptions) => Listener;
}

export interface NodeAddress {
  host: string;
  port: number;
  /** `http://127.0.0.1:7070` */
  url: string;
}

/** One server: everything between the network and the disk. */
export interface Node {
  readonly config: Config;
  /** Known once started. */
  readonly address: NodeAddress;
  /** Development mode's own. */
  readonly devKeys: { readonly apiKey: string; readonly adminKey: string } | undefined;
  /** Resolves when devices can connect. Rejects with `AddressInUseError`, for one. */
  start(): Promise<void>;
  /**
   * Tells load balancers for `drainDelayMs`, then sends the devices away over `drainMs` (default: the
   * setting), finishes what was accepted, and closes the store. A call with 0 hurries, also an
   * earlier one.
   */
  stop(options?: { drainMs?: number }): Promise<void>;
}

/** Somebody else listens there. */
export class AddressInUseError extends Error {
  readonly host: string;
  readonly port: number;

  constructor(host: string, port: number, cause: unknown) {
    super(`${host}:${port} is in use by another process`, { cause });
    this.name = 'AddressInUseError';
    this.host = host;
    this.port = port;
  }
}
