import { createNode } from '@eagre/server';
import { NatsServer, type PostgresServer, tempDir } from '@eagre/testkit';

/** What a node of a cluster tells Prometheus. */
export interface NodeFigures {
  /** Names as expressions use them: those of a histogram with their endings. */
  readonly names: ReadonlySet<string>;
  /** Names that only grow, so that their rate means something. */
  readonly growing: ReadonlySet<string>;
  readonly labels: ReadonlySet<string>;
}

/** Starts a node with its servers, asks it for its metrics, and ends all of them. */
export async function figuresOfNode(postgres: PostgresServer): Promise<NodeFigures> {
  using data = tempDir();
  await using nats = await NatsServer.start();
  const node = await createNode({
    config: {
      ...{ cluster: true, dev: true, port: 0, drainMs: 0, node: 'figures' },
      ...{ data: data.path, nats: nats.url, postgres: await postgres.database() },
    },
  });
  await node.start();
  try {
    return figuresIn(await (await fetch(`${node.address.url}/metrics`)).text());
  } finally {
    await node.stop();
  }
}

function figuresIn(text: string): NodeFigures {
  const names = new Set<string>();
  const growing = new Set<string>();
  for (const [, name = '', type] of text.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    const own = type === 'histogram' ? ['_bucket', '_sum', '_count'].map((end) => name + end) : [];
    for (const one of [name, ...own]) names.add(one);
    for (const one of type === 'counter' ? [name] : own) growing.add(one);
  }
  // Labels come with their first sample, so those of commands are not there yet.
  const labels = new Set(['command', 'result', 'le']);
  for (const [, inner = ''] of text.matchAll(/^[a-z_]+\{([^}]*)\}/gm)) {
    for (const [, label = ''] of inner.matchAll(/(\w+)="/g)) labels.add(label);
  }
  return { names, growing, labels };
}
