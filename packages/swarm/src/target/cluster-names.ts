/** Of what a cluster is made. */
export interface ClusterShape {
  nodes: number;
  postgresServers: number;
  natsServers: number;
}

/** A way over which a node talks to a part behind it. */
export interface ClusterLink {
  /** `node1-postgres` */
  name: string;
  node: string;
  /** `postgres`, `nats2` … */
  part: string;
}

export interface ClusterNames {
  /** `node1`, `node2` … */
  nodes: readonly string[];
  /** `postgres`, or `postgres1`, `postgres2` … where there are several. */
  postgres: readonly string[];
  /** `nats`, or `nats1`, `nats2` … */
  nats: readonly string[];
  links: readonly ClusterLink[];
}

/** What the parts of a cluster on this machine are called: in settings, messages and faults. */
export function clusterNames({ nodes, postgresServers, natsServers }: ClusterShape): ClusterNames {
  const names = {
    nodes: numbered('node', nodes),
    postgres: postgresServers === 1 ? ['postgres'] : numbered('postgres', postgresServers),
    nats: natsServers === 1 ? ['nats'] : numbered('nats', natsServers),
  };
  const behind = [...names.postgres, ...names.nats];
  const links = names.nodes.flatMap((node) =>
    behind.map((part) => ({ name: `${node}-${part}`, node, part })),
  );
  return { ...names, links };
}

function numbered(word: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${word}${i + 1}`);
}
