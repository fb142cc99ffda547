import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { UsageError } from '../cli/usage-error.ts';
import { LocalCluster, whyNoCluster } from '../target/local-cluster.ts';
import type { LocalServer } from '../target/local-server.ts';
import { ClusterConsole } from './cluster-console.ts';
import { ClusterData } from './cluster-data.ts';
import type { ClusterOrder } from './cluster-options.ts';
import { clusterWelcome } from './cluster-welcome.ts';

/** A node that ended by itself is started again after this, as an operator's tools do. ms. */
const startAgainMs = 5000;

export interface ClusterTerminal {
  print(text: string): void;
  /** What goes on; not part of what the program says. */
  progress(text: string): void;
  /** Resolves when somebody wants it to end. */
  ended: Promise<void>;
  input?: NodeJS.ReadableStream;
}

/** Runs a cluster for trying until it shall end. Throws `UsageError` for what the user should mend. */
export async function runCluster(order: ClusterOrder, terminal: ClusterTerminal): Promise<void> {
  const { print, progress, input } = terminal;
  const why = whyNoCluster();
  if (why !== undefined) throw new UsageError(why);
  await requireFree(order.port);
  const data = new ClusterData(order.data);
  if (order.isFresh) data.clear();
  data.requireServers(order.postgresServers);
  const { key } = data.secrets();
  const ended = Promise.withResolvers<void>();
  void terminal.ended.then(ended.resolve);
  const cluster = await startCluster(order, data, progress);
  let isEnding = false;
  const console = new ClusterConsole(cluster.parts, ended.resolve);
  for (const node of cluster.nodes) watch(node, console, print, () => isEnding);
  // The nodes have completed the file meanwhile.
  const { adminKey = '' } = data.secrets();
  print(clusterWelcome({ cluster, apiKey: key, adminKey, data: data.path }));
  const lines = input && createInterface({ input, terminal: false });
  lines?.on('line', (line) => {
    void console.execute(line).then((said) => said !== '' && print(said));
  });
  try {
    await ended.promise;
  } finally {
    isEnding = true;
    lines?.close();
    await cluster.stop();
  }
}

async function startCluster(
  order: ClusterOrder,
  data: ClusterData,
  progress: (text: string) => void,
): Promise<LocalCluster> {
  const { nodes, postgresServers, natsServers, port, workers } = order;
  try {
    return await LocalCluster.start({
      ...{ nodes, postgresServers, natsServers, port, progress },
      data: data.postgres,
      node: {
        data: data.path,
        baseSettings: {},
        settings: { dev: true, workers },
      },
    });
  } catch (error) {
    const isLocked = error instanceof Error && error.message.includes('postmaster.pid');
    if (!isLocked) throw error;
    throw new UsageError(`another cluster runs on ${data.path}: stop it, or name another --data`);
  }
}

/** Says that a node ended by itself, and starts it again. */
function watch(
  node: LocalServer,
  console: ClusterConsole,
  print: (text: string) => void,
  isEnding: () => boolean,
): void {
  const { name } = node;
  node.onCrash = (code, output) => {
    if (isEnding()) return;
    console.isNow(name, 'down');
    const last = output.trimEnd().split('\n').at(-1) ?? '';
    const why = code === 137 ? 'it was killed' : `code ${code}: ${last}`;
    print(`${name} ended (${why}); it is started again in ${startAgainMs / 1000} s`);
    setTimeout(async () => {
      if (isEnding() || console.stateOf(name) !== 'down') return;
      print(await console.execute(`start ${name}`));
    }, startAgainMs);
  };
}

function requireFree(port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const server = createServer();
  server.once('error', (error: NodeJS.ErrnoException) => {
    const why = error.code === 'EADDRINUSE' ? 'is in use by another process' : error.message;
    reject(new UsageError(`port ${port} ${why}: take another with --port`));
  });
  server.listen(port, '127.0.0.1', () => server.close(() => resolve()));
  return promise;
}
