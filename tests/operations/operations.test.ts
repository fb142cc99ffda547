import { afterAll, beforeAll, expect, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PostgresServer, tempDir, whyNoNats, whyNoPostgres } from '@eagre/testkit';
import { settingNames } from '../../packages/server/src/config/schema.ts';
import { at, textOf, yamlOf } from '../deploy/documents.ts';
import { checkSettings } from '../deploy/server-settings.ts';
import { fencedBlocks } from '../docs/fenced-blocks.ts';
import { tableRows } from '../docs/markdown-table.ts';
import { settingLike, unknownWords } from './handbook-words.ts';
import { figuresOfNode, type NodeFigures } from './node-figures.ts';
import { readExpression } from './promql.ts';

interface Rule {
  readonly alert: string;
  readonly expr: string;
}

const handbook = textOf('docs/operations.md');
const [rulesFile] = yamlOf('deploy/prometheus/eagre.rules.yaml');
const rules = at(rulesFile, 'groups', 0, 'rules') as Rule[];
/** Prometheus adds them. */
const ownMetrics = ['up'];
const ownLabels = ['job', 'instance'];
/** Words of clients, and values of labels, in the shape of settings. */
const notSettings = ['clientId', 'tooLarge'];

const hasServers = whyNoPostgres() === undefined && whyNoNats() === undefined;
const testWithServers = test.skipIf(!hasServers);
let postgres: PostgresServer;
let figures: NodeFigures;

beforeAll(async () => {
  if (!hasServers) return;
  postgres = await PostgresServer.start();
  figures = await figuresOfNode(postgres);
}, 60_000);
afterAll(() => postgres?.stop(), 60_000);

/** The block of settings in which this line stands. */
function settingsWith(line: string): string {
  const found = fencedBlocks(handbook, 'conf').find(({ text }) => text.includes(line));
  if (found === undefined) throw new Error(`no block has ${line}`);
  return found.text;
}

test('commands, flags, variables and settings of the handbook are those of the program', () => {
  expect(unknownWords(handbook)).toEqual([]);
  const named = settingLike(handbook).filter((name) => !notSettings.includes(name));
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !(settingNames as string[]).includes(name))).toEqual([]);
});

test('what is not there is found', () => {
  const text = 'run `eagre restart`, `eagre serve --drain`, set EAGRE_DRAIN\n$ eagre buckits show';
  const found = ['eagre restart', '--drain', 'eagre buckits', 'EAGRE_DRAIN'];
  expect(unknownWords(text)).toEqual(found);
});

test('a node starts with the files of the handbook', () => {
  using directory = tempDir();
  const file = join(directory.path, 'eagre.json');
  const [json] = fencedBlocks(handbook, 'json');
  writeFileSync(file, json?.text ?? '');
  const block = fencedBlocks(handbook, 'sh').find(({ text }) => text.startsWith('EAGRE_'));
  const lines = block?.text.trim().split('\n') ?? [];
  const environment = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
  expect(Object.keys(environment)).toContain('EAGRE_POSTGRES');
  expect(() => checkSettings(file, environment)).not.toThrow();
});

test('each alert is explained, and each that is explained is there', () => {
  const explained = tableRows(handbook, 'alert', 'means', 'do').flatMap(([names = '']) => [
    ...names.matchAll(/Eagre\w+/g),
  ]);
  const names = rules.map(({ alert }) => alert);
  expect(new Set(names).size).toBe(names.length);
  expect(explained.map(String).toSorted()).toEqual(names.toSorted());
  const elsewhere = [...handbook.matchAll(/`(Eagre[A-Z]\w+)`/g)].map(([, name = '']) => name);
  expect(elsewhere.filter((name) => !names.includes(name))).toEqual([]);
});

testWithServers('expressions of alerts are right, and speak of metrics that a node has', () => {
  expect(rules.length).toBeGreaterThan(10);
  for (const { alert, expr } of rules) {
    const { errors, metrics, labels, ranged } = readExpression(expr);
    expect([alert, errors]).toEqual([alert, []]);
    expect([alert, metrics.length > 0]).toEqual([alert, true]);
    const unknown = [
      ...metrics.filter((name) => !figures.names.has(name) && !ownMetrics.includes(name)),
      ...labels.filter((name) => !figures.labels.has(name) && !ownLabels.includes(name)),
      ...ranged.filter((name) => !figures.growing.has(name)),
    ];
    expect([alert, unknown]).toEqual([alert, []]);
  }
});

testWithServers('metrics of the handbook are those of a node', () => {
  const named = [...handbook.matchAll(/`((?:eagre|process)_\w+)`/g)].map(([, name = '']) => name);
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter((name) => !figures.names.has(name))).toEqual([]);
});

testWithServers('PostgreSQL has the settings that the handbook recommends', async () => {
  const text = settingsWith('max_connections');
  const names = [...text.matchAll(/^(\w+) = /gm)].map(([, name = '']) => name);
  expect(names.length).toBeGreaterThan(10);
  const known = await postgres.sql('SELECT name FROM pg_settings');
  expect(names.filter((name) => !known.split('\n').includes(name))).toEqual([]);
});

test.skipIf(Bun.which('nats-server') === null)('NATS takes the configuration', () => {
  using directory = tempDir();
  const path = join(directory.path, 'nats.conf');
  writeFileSync(path, settingsWith('write_deadline'));
  const run = Bun.spawnSync(['nats-server', '-t', '-c', path]);
  expect([run.success, run.stderr.toString()]).toEqual([true, expect.any(String)]);
});
