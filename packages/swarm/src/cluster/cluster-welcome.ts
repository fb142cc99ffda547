import type { LocalCluster } from '../target/local-cluster.ts';
import { consoleHelp } from './cluster-console.ts';

export interface ClusterWelcome {
  cluster: Pick<LocalCluster, 'url' | 'front' | 'names' | 'nodes' | 'postgres' | 'nats'>;
  apiKey: string;
  adminKey: string;
  data: string;
}

/** What a started cluster says to the person in front of it. */
export function clusterWelcome({ cluster, apiKey, adminKey, data }: ClusterWelcome): string {
  const { url, front, names, nodes, postgres, nats } = cluster;
  const parts = [
    ...nodes.map((node) => [node.name, `${node.url}  (process ${node.pid})`] as const),
    ...postgres.map((server, i) => [names.postgres[i] ?? '', server.url] as const),
    ...nats.map((server, i) => [names.nats[i] ?? '', server.url] as const),
  ];
  const urlFlag = url.endsWith(':7070') ? '' : ` --url ${url}`;
  const ofNodes = nodes.map((node) => node.url).join(',');
  return [
    `Eagre: a cluster of ${nodes.length} nodes (development mode, this machine only)`,
    '',
    `  Demo shop  ${url}/`,
    `  Its host   ${url}/host`,
    `  Console    ${url}/console`,
    `  Admin key  ${adminKey}`,
    '',
    `  HTTP API   ${url}/v1`,
    `  WebSocket  ${url.replace(/^http/, 'ws')}/v1/connect`,
    `  API docs   ${url}/v1/docs`,
    `  Front      ${front.kind}, to all nodes by turns`,
    ...parts.map(([name, where]) => `  ${name.padEnd(10)} ${where}`),
    `  Data       ${data}`,
    `  API key    ${apiKey}`,
    '',
    'Try next, each in a terminal of its own:',
    '',
    `  npm run chat -- --user u1 --group lobby${urlFlag}`,
    `  npm run chat -- --user u2 --group lobby${urlFlag}`,
    '',
    'then kill a node here, with `kill node1`, or there, with',
    '',
    `  kill -9 ${nodes[0]?.pid}    # node1; it is started again after 5 s`,
    '',
    'and see the chat go on. A whole night, judged:',
    '',
    `  npm run swarm -- mixed-night --minutes 1${urlFlag} --nodes ${ofNodes}`,
    '',
    consoleHelp(),
    '',
    'Stop with Ctrl+C.',
    '',
  ].join('\n');
}
