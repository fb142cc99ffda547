import { LocalServer } from '@eagre/swarm/target/local-server';
import { ServerSecrets, type ServerSettings } from '@eagre/swarm/target/local-server-settings';

/** What devices and backends of a cluster need to know of it; a `LocalCluster` is one. */
export interface Site {
  readonly nodes: readonly LocalServer[];
  /** Of the front, or of a node that stands for it. */
  readonly url: string;
  readonly secrets: ServerSecrets;
}

/** What the nodes of these tests have in common. */
export const nodeSettings: ServerSettings = {
  drainMs: 500,
  // Groups of a few in auto mode switch when they are hot, and back when they were quiet for a moment.
  readModeMembers: 8,
  readModeRows: 60,
  writeModeQuietMs: 1000,
  roomGraceMs: 500,
};

/** Where each of these nodes finds its store and its bus. */
export interface Behind {
  readonly postgres: string;
  readonly nats: string;
}

/** Nodes without a front, for tests with parts behind them that a `LocalCluster` does not have. */
export class BareNodes implements Site, AsyncDisposable {
  readonly nodes: readonly LocalServer[];
  readonly secrets: ServerSecrets;

  /** All at once; when one fails, none is left. */
  static async start(behind: readonly Behind[]): Promise<BareNodes> {
    const secrets = new ServerSecrets();
    const starting = behind.map((urls, i) => {
      const name = `node${i + 1}`;
      const settings = { ...nodeSettings, ...urls, cluster: true, node: name };
      return LocalServer.start({ settings, name, secrets });
    });
    const results = await Promise.allSettled(starting);
    const nodes = results.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const bare = new BareNodes(nodes, secrets);
    const failed = results.find((one) => one.status === 'rejected');
    if (failed === undefined) return bare;
    await bare[Symbol.asyncDispose]();
    throw failed.reason;
  }

  private constructor(nodes: readonly LocalServer[], secrets: ServerSecrets) {
    this.nodes = nodes;
    this.secrets = secrets;
  }

  get url(): string {
    return this.nodes[0]?.url ?? '';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.stop()));
  }
}

/** The node of a name; throws when there is none. */
export function nodeOf({ nodes }: Site, name: string): LocalServer {
  const node = nodes.find((one) => one.name === name);
  if (node === undefined) throw new Error(`there is no ${name}`);
  return node;
}

/** Of parts of which there is one at least. */
export function firstOf<Part>([first]: readonly Part[]): Part {
  if (first === undefined) throw new Error('there is none');
  return first;
}
