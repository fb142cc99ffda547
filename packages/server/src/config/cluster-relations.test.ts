import { expect, test } from 'bun:test';
import { checkedConfig } from './checked-config.ts';
import { ConfigError } from './config-error.ts';
import { printConfig } from './print.ts';
import { resolveConfig } from './resolve.ts';
import type { Config } from './schema.ts';
import { fromFlags } from './sources.ts';

const whole: Partial<Config> = {
  cluster: true,
  node: 'n',
  postgres: 'postgres://u:hush@db/x',
  nats: 'nats://hush@bus',
};

function problems(partial: Partial<Config>): string[] {
  try {
    checkedConfig(partial);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [...error.problems];
  }
}

test('a cluster with all that it needs', () => {
  expect(problems(whole)).toEqual([]);
  expect(problems({ ...whole, workers: 4, adminPort: 7071 })).toEqual([]);
  // For trying things on one machine.
  expect(problems({ ...whole, dev: true })).toEqual([]);
});

const wrong: [name: string, config: Partial<Config>, ...problems: string[]][] = [
  [
    'nothing but the wish',
    { cluster: true, node: 'n' },
    'cluster needs postgres, the store that all nodes share: give it with --postgres or EAGRE_POSTGRES',
    'cluster needs nats, the bus between the nodes: give it with --nats or EAGRE_NATS',
  ],
  [
    'a name that every machine has',
    { ...whole, node: 'localhost.localdomain' },
    'node localhost.localdomain (given) does not tell this node from others: ' +
      'give one of its own with --node or EAGRE_NODE',
  ],
  [
    'a name that leaves no room for the number of a worker',
    { ...whole, node: 'n'.repeat(63), workers: 2 },
    `node ${'n'.repeat(63)} (given) can't be the name of workers, as in ${'n'.repeat(63)}-2: ` +
      'give one of its own with --node or EAGRE_NODE',
  ],
  [
    'servers of a cluster without it',
    { postgres: 'postgres://u:hush@db/x', nats: 'nats://bus' },
    'postgres postgres://u:***@db/x (given) is for a cluster: add --cluster, or leave it out',
    'nats nats://bus (given) is for a cluster: add --cluster, or leave it out',
  ],
  [
    'workers over the embedded store',
    { workers: 2 },
    'workers 2 (given) needs --cluster: the embedded store has one owner, so without PostgreSQL ' +
      'one process serves',
  ],
  [
    'ports of workers past the last one',
    { ...whole, workers: 10, adminPort: 65_530 },
    'adminPort 65530 (given) leaves no port for each of workers 10 (given): use a smaller one',
  ],
  [
    'a port for two things',
    { ...whole, workers: 4, adminPort: 7068 },
    'port 7070 (default) is needed by adminPort 7068 (given), which takes 7068 to 7071: use another',
  ],
];

for (const [name, config, ...expected] of wrong) {
  test(`refused: ${name}`, () => expect(problems(config)).toEqual(expected));
}

test('no password is shown, whether the value is good or not', () => {
  const flags = (postgres: string) =>
    fromFlags(['--cluster', '--node=n', '--nats=nats://hush@bus', `--postgres=${postgres}`]);
  const printed = printConfig(resolveConfig(flags('postgres://u:hush@db/x'), {}));
  expect(printed).toContain('"postgres://u:***@db/x"');
  expect(printed).toContain('"nats://***@bus"');
  expect(printed).not.toContain('hush');
  expect(() => resolveConfig(flags('a=postgres://u:hush@db/x postgres://u:hush@db/x'), {})).toThrow(
    'postgres from --postgres is "a=postgres://u:***@db/x postgres://u:***@db/x": ' +
      'use postgres://USER:PASSWORD@HOST/DATABASE, or several as NAME=URL with spaces',
  );
});
