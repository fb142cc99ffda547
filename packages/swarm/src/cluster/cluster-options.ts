import type { OptionValues } from '../engine/load.ts';
import type { OptionTable } from '../engine/scenario.ts';

export const clusterOptions = {
  nodes: { type: 'number', about: 'of the cluster', default: 3, min: 1, max: 16 },
  workers: { type: 'number', about: 'processes of each node', default: 1, min: 1, max: 64 },
  'postgres-servers': {
    type: 'number',
    about: 'PostgreSQL servers that share the queues; data of another number need --fresh',
    default: 1,
    min: 1,
    max: 16,
  },
  nats: { type: 'number', about: 'NATS servers', default: 1, min: 1, max: 5 },
  port: { type: 'number', about: 'of the front', default: 7070, min: 1, max: 65_535 },
  data: { type: 'text', about: 'where data and keys are kept', default: './data-cluster' },
  fresh: { type: 'flag', about: 'throw the data of earlier runs away first' },
} as const satisfies OptionTable;

export interface ClusterOrder {
  nodes: number;
  workers: number;
  postgresServers: number;
  natsServers: number;
  port: number;
  data: string;
  isFresh: boolean;
}

export function clusterOrder(values: OptionValues): ClusterOrder {
  return {
    nodes: Number(values['nodes']),
    workers: Number(values['workers']),
    postgresServers: Number(values['postgres-servers']),
    natsServers: Number(values['nats']),
    port: Number(values['port']),
    data: String(values['data']),
    isFresh: values['fresh'] === 1,
  };
}
