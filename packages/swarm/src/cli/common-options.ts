import type { OptionTable } from '../engine/scenario.ts';

/** Options of every run, beside those of its scenario. */
export const commonOptions = {
  url: { type: 'text', about: 'the server', default: 'http://127.0.0.1:7070' },
  key: {
    type: 'text',
    about: "an app's API key, or EAGRE_KEY; a development server's is found by itself",
    default: '',
  },
  nodes: {
    type: 'text',
    about: 'URLs of the nodes behind --url, with commas, for their figures past the front',
    default: '',
  },
  serve: { type: 'flag', about: 'start a server of its own for the run, and end it afterwards' },
  'serve-cluster': {
    type: 'number',
    about: 'start a cluster of its own with so many nodes, PostgreSQL, NATS and a front; 0: none',
    default: 0,
    min: 1,
    max: 16,
    bare: 3,
  },
  'postgres-servers': {
    type: 'number',
    about: 'of that cluster',
    default: 1,
    min: 1,
    max: 16,
  },
  'nats-servers': { type: 'number', about: 'of that cluster', default: 1, min: 1, max: 5 },
  processes: {
    type: 'number',
    about: 'of the load; 0: as many as the open files of a process ask for',
    default: 0,
    min: 0,
    max: 64,
  },
  seed: {
    type: 'number',
    about: 'the same seed makes the same load; 0: a new one, told in the report',
    default: 0,
    min: 0,
    max: 4_294_967_295,
  },
  fault: {
    type: 'text',
    about: 'faults on a schedule, as `kill@60`; may be repeated; `swarm faults` lists them',
    default: '',
    isList: true,
  },
  report: { type: 'text', about: 'write the report as one HTML page to this file', default: '' },
  json: { type: 'text', about: 'write the report as JSON to this file', default: '' },
  'growth-mb': {
    type: 'number',
    about:
      'MB that the server may grow by the slope of the run, carried on 20 times as long, a day at most',
    default: 1024,
    min: 1,
    max: 1_000_000,
  },
} as const satisfies OptionTable;
