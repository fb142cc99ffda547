import { join } from 'node:path';
import {
  type Front,
  NatsCluster,
  NatsServer,
  PostgresServer,
  startFront,
  whyNoNats,
  whyNoPostgres,
} from '@eagre/testkit';
import type { Address } from '../device/fleet.ts';
import {
  type ClusterLink,
  type ClusterNames,
  type ClusterShape,
  clusterNames,
} from './cluster-names.ts';
import { LocalServer, type LocalServerOptions } from './local-server.ts';
import { ServerSecrets } from './local-server-settings.ts';
import type { Target } from './server-address.ts';

export interface LocalClusterOptions {
  /** 3 unless told. */
  nodes?: number;
  /** 1 unless told; more share the queues. */
  postgresServers?: number;
  /** 1 unless told; more have routes between them. */
  natsServers?: number;
  /** Of each node. */
  node?: Omit<LocalServerOptions, 'core' | 'name' | 'port' | 'secrets'>;
  /** Of all nodes; their own unless told. */
  secrets?: ServerSecrets;
  /** Of the front; a free one unless told. */
  port?: number;
  /** Absolute path of a directory in which PostgreSQL keeps its data; gone with it unless told. */
  data?: string;
  /** Those on which all of it runs, from 0; any unless told. */
  cores?: readonly number[];
  /** Where a node finds a part behind it: the part's own address unless told. */
  between?: (link: ClusterLink, part: Address) => Promise<Address>;
  /** What is being started now. */
  progress?: (what: string) => void;
}

/** Connections of a node to each PostgreSQL server, with room to spare, and an administrator's. */
const connectionsOfNode = 20;

/** Why no cluster can be started on this machine, or undefined when one can. */
export function whyNoCluster(): string | undefined {
  return whyNoPostgres() ?? whyNoNats();
}

/** A process of a cluster, to be taken away and brought back. */
export interface ClusterPart {
  kill(): Promise<void>;
  restart(): Promise<void>;
  pause(): void;
  resume(): void;
}

export function clusterShape({
  nodes = 3,
  postgresServers = 1,
  natsServers = 1,
}: LocalClusterOptions): ClusterShape {
  return { nodes, postgresServers, natsServers };
}

/**
 * A whole cluster of this machine: PostgreSQL, NATS, nodes as real processes, and a front that leads to
 * them. It is ours as a `LocalServer` is, each part may be killed, stopped and cut off, and it ends
 * with us.
 */
export class LocalCluster implements AsyncDisposable {
  readonly names: ClusterNames;
  readonly secrets: ServerSecrets;
  readonly #options: LocalClusterOptions;
  #postgres: PostgresServer[] = [];
  #nats: readonly NatsServer[] = [];
  #nodes: LocalServer[] = [];
  #front: Front | undefined;

  static async start(options: LocalClusterOptions = {}): Promise<LocalCluster> {
    const cluster = new LocalCluster(options);
    try {
      await cluster.#start();
      return cluster;
    } catch (error) {
      await cluster.stop();
      throw error;
    }
  }

  private constructor(options: LocalClusterOptions) {
    this.#options = options;
    this.names = clusterNames(clusterShape(options));
    this.secrets = options.secrets ?? new ServerSecrets();
  }

  /** In the order of their names, as the other parts. */
  get nodes(): readonly LocalServer[] {
    return this.#nodes;
  }

  get postgres(): readonly PostgresServer[] {
    return this.#postgres;
  }

  get nats(): readonly NatsServer[] {
    return this.#nats;
  }

  /** All processes but the front, by their names. */
  get parts(): ReadonlyMap<string, ClusterPart> {
    const { nodes, postgres, nats } = this.names;
    return new Map<string, ClusterPart>([
      ...nodes.map((name, i) => [name, this.#nodes[i] as ClusterPart] as const),
      ...postgres.map((name, i) => [name, this.#postgres[i] as ClusterPart] as const),
      ...nats.map((name, i) => [name, this.#nats[i] as ClusterPart] as const),
    ]);
  }

  get front(): Front {
    if (this.#front === undefined) throw new Error('the cluster is not running');
    return this.#front;
  }

  /** Of the front. */
  get url(): string {
    return `http://${this.front.host}:${this.front.port}`;
  }

  /** As a load sees it: through the front. */
  get target(): Target {
    const { host, port } = this.front;
    const { app, key, tokenSecret } = this.secrets;
    return {
      url: this.url,
      address: { host, port },
      key,
      tokens: { kind: 'signed', app, secret: tokenSecret },
      nodes: this.#nodes.map(({ name, url }) => ({ name, url })),
    };
  }

  /** Ends it and leaves nothing but `data`. Again: nothing. */
  async stop(): Promise<void> {
    this.#options.progress?.('nodes end');
    // Nodes that finish their commits would wait for what hangs.
    for (const part of [...this.#postgres, ...this.#nats]) goOn(part);
    await Promise.all(this.#nodes.map((node) => node.stop()));
    await this.#front?.stop();
    this.#options.progress?.('NATS and PostgreSQL end');
    await Promise.all(this.#nats.map((server) => server[Symbol.asyncDispose]()));
    await Promise.all(this.#postgres.map((server) => server.stop()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #start(): Promise<void> {
    const { names } = this;
    const { port, progress = () => {} } = this.#options;
    progress('NATS and PostgreSQL start');
    await allOf([this.#startPostgres(), this.#startNats()]);
    progress(`${names.nodes.length} nodes start`);
    await allOf(names.nodes.map((name, i) => this.#startNode(name, i)));
    this.#nodes.sort((a, b) => names.nodes.indexOf(a.name) - names.nodes.indexOf(b.name));
    progress('the front starts');
    this.#front = await startFront({
      backends: this.#nodes.map(({ name, host, port }) => ({ name, host, port })),
      ...(port === undefined ? {} : { port }),
      ...this.#core(0),
    });
  }

  async #startPostgres(): Promise<void> {
    const { data } = this.#options;
    const max_connections = `${20 + this.names.nodes.length * connectionsOfNode}`;
    // One after the other: each fills a directory first, and all would wait for the same disk.
    for (const name of this.names.postgres) {
      const server = await PostgresServer.start({
        settings: { max_connections },
        ...(data === undefined ? {} : { directory: join(data, name) }),
        ...this.#core(0),
      });
      this.#postgres.push(server);
    }
  }

  async #startNats(): Promise<void> {
    const count = this.names.nats.length;
    const core = this.#core(0);
    if (count === 1) this.#nats = [await NatsServer.start(core)];
    else this.#nats = (await NatsCluster.start(count, core)).servers;
  }

  async #startNode(name: string, i: number): Promise<void> {
    const { node } = this.#options;
    const postgres = await this.#urls(name, this.names.postgres, this.#postgres);
    const nats = await this.#urls(name, this.names.nats, this.#nats);
    const settings = {
      ...node?.settings,
      cluster: true,
      node: name,
      postgres: postgresSetting(postgres),
      nats: nats.map(({ url }) => url).join(','),
    };
    const { secrets } = this;
    const core = this.#core(i);
    this.#nodes.push(await LocalServer.start({ ...node, settings, name, secrets, ...core }));
  }

  /** Of the parts behind a node, as that node is told them. */
  async #urls(
    node: string,
    parts: readonly string[],
    servers: readonly { url: string; port: number }[],
  ): Promise<{ name: string; url: string }[]> {
    const { between } = this.#options;
    return Promise.all(
      servers.map(async ({ url, port }, i) => {
        const part = parts[i] as string;
        const link = { name: `${node}-${part}`, node, part };
        const own: Address = { host: '127.0.0.1', port };
        const at = between === undefined ? own : await between(link, own);
        const through = url.replace(`${own.host}:${own.port}`, `${at.host}:${at.port}`);
        return { name: part, url: through };
      }),
    );
  }

  /** A core for the part with this number: by turns, so that each has its share. */
  #core(i: number): { core?: number } {
    const { cores = [] } = this.#options;
    const core = cores[i % Math.max(1, cores.length)];
    return core === undefined ? {} : { core };
  }
}

function postgresSetting(servers: readonly { name: string; url: string }[]): string {
  const [first, ...others] = servers;
  if (first !== undefined && others.length === 0) return first.url;
  return servers.map(({ name, url }) => `${name}=${url}`).join(' ');
}

function goOn(part: ClusterPart): void {
  try {
    part.resume();
  } catch {
    // It has ended.
  }
}

/** Waits for all, also when one fails: what still starts could not be stopped. */
async function allOf(starting: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(starting);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}
