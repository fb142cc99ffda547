import { afterAll, afterEach, beforeAll } from 'bun:test';
import { connect } from 'node:net';
import {
  LocalCluster,
  type LocalClusterOptions,
  whyNoCluster,
} from '@eagre/swarm/target/local-cluster';
import { until } from '@eagre/testkit';
import { patienceMs } from './crowd.ts';
import { nodeSettings } from './site.ts';

/**
 * One cluster for all tests of a file: three nodes, PostgreSQL, NATS, a front. Fails the file when one
 * of its nodes ends without having been asked to, or when anything of it is left at the end.
 */
export function sharedCluster(options: LocalClusterOptions = {}): () => LocalCluster {
  let cluster: LocalCluster | undefined;
  const crashes: string[] = [];
  beforeAll(async () => {
    if (whyNoCluster() !== undefined) return;
    cluster = await LocalCluster.start({ node: { settings: nodeSettings }, ...options });
    for (const node of cluster.nodes) {
      node.onCrash = (code, output) => crashes.push(`${node.name} ended with ${code}:\n${output}`);
    }
  }, 2 * patienceMs);
  afterEach(() => {
    if (crashes.length > 0) throw new Error(crashes.splice(0).join('\n'));
  });
  afterAll(async () => {
    if (cluster === undefined) return;
    const { nodes, postgres, nats, front } = cluster;
    const ports = [...nodes, ...postgres, ...nats, front].map(({ port }) => port);
    await cluster.stop();
    await until(async () => !(await Promise.all(ports.map(isOpen))).includes(true), {
      what: `ports ${ports.join(', ')} to be closed: a process was left behind`,
    });
  }, patienceMs);
  return () => {
    if (cluster === undefined) throw new Error('the cluster did not start');
    return cluster;
  };
}

function isOpen(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, '127.0.0.1');
  socket.once('connect', () => resolve(true));
  socket.once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}
