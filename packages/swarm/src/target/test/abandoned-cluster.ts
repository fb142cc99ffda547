import { LocalCluster } from '../local-cluster.ts';

// A tool that starts a cluster and then never comes to its own end.
const cluster = await LocalCluster.start({ nodes: 1 });
const ports = [
  ...cluster.nodes.map(({ port }) => port),
  ...cluster.postgres.map(({ port }) => port),
  ...cluster.nats.map(({ port }) => port),
  cluster.front.port,
];
console.log(`started ${ports.join(' ')}`);
await new Promise(() => {});
