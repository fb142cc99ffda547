import { afterEach, expect, test } from 'bun:test';
import { ClusterSampler, samplerOf } from './cluster-sampler.ts';
import { ServerSampler } from './server-sampler.ts';

let servers: ReturnType<typeof Bun.serve>[] = [];
afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop(true)));
  servers = [];
});

function node(name: string, metrics: () => string, headers: Record<string, string> = {}) {
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: () => new Response(metrics(), { headers }),
  });
  servers.push(server);
  return { name, url: `http://127.0.0.1:${server.port}` };
}

const metrics = (megabytes: number, lag: number, drops: number) =>
  [
    `process_resident_memory_bytes ${megabytes * 2 ** 20}`,
    `eagre_event_loop_lag_seconds ${lag}`,
    `eagre_connections ${megabytes}`,
    `eagre_drops_total{reason="closed"} ${drops}`,
    `eagre_overload{cause="lag"} ${lag > 0.2 ? 1 : 0}`,
  ].join('\n');

test('figures of nodes are added up, of delays the worst counts', async () => {
  let drops = 5;
  const nodes = [
    node('node1', () => metrics(100, 0.1, drops)),
    node('node2', () => metrics(150, 0.3, 2 * drops)),
  ];
  const sampler = new ClusterSampler(nodes);
  await sampler.sample();
  drops = 8;
  expect(await sampler.sample()).toMatchObject({
    residentBytes: 250 * 2 ** 20,
    residentByNode: { node1: 100 * 2 ** 20, node2: 150 * 2 ** 20 },
    lagMs: 300,
    connections: 250,
    drops: { 'frames: closed': 9 },
    overload: ['node2: lag'],
  });
});

test('a node that is away is left out; when all are there is no sample', async () => {
  const nodes = [node('a', () => metrics(1, 0, 0)), node('b', () => metrics(2, 0, 0))];
  const sampler = samplerOf('http://127.0.0.1:1', nodes);
  await servers[0]?.stop(true);
  const sample = await sampler.sample();
  expect(sample?.residentByNode).toEqual({ b: 2 * 2 ** 20 });
  await servers[1]?.stop(true);
  expect(await sampler.sample()).toBeUndefined();
});

test('behind a front that leads to several nodes one after the other tells nothing', async () => {
  const names = ['node1', 'node1', 'node2', 'node1'];
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: () =>
      new Response(metrics(1, 0, 0), { headers: { 'eagre-node': names.shift() ?? 'node1' } }),
  });
  servers.push(server);
  const said: string[] = [];
  const sampler = new ServerSampler(`http://127.0.0.1:${server.port}`, (text) => said.push(text));
  expect(await sampler.sample()).toBeDefined();
  expect(await sampler.sample()).toBeDefined();
  expect(said).toEqual([]);
  for (let i = 0; i < 3; i += 1) expect(await sampler.sample()).toBeUndefined();
  expect(said).toHaveLength(1);
  expect(said[0]).toContain('--nodes');
});
