import { beforeEach, expect, test } from 'bun:test';
import type { ClusterPart } from '../target/local-cluster.ts';
import { ClusterConsole } from './cluster-console.ts';

let done: string[] = [];
let quits = 0;
let console: ClusterConsole;

function part(name: string): [string, ClusterPart] {
  const act = (what: string) => {
    done.push(`${what} ${name}`);
    if (name === 'nats' && what === 'restart') throw new Error('no port');
    return Promise.resolve();
  };
  return [
    name,
    {
      kill: () => act('kill'),
      restart: async () => act('restart'),
      pause: () => void act('pause'),
      resume: () => void act('resume'),
    },
  ];
}

beforeEach(() => {
  done = [];
  quits = 0;
  const parts = new Map(['node1', 'postgres', 'nats'].map(part));
  console = new ClusterConsole(parts, () => {
    quits += 1;
  });
});

test('parts go away and come back, each from the state that it is in', async () => {
  expect(await console.execute('kill node1')).toBe('node1 is down');
  expect(await console.execute(' kill  node1 ')).toBe(
    'node1 is down; `kill` is for one that is up',
  );
  expect(await console.execute('pause postgres')).toBe('postgres is paused');
  expect(await console.execute('status')).toBe('node1 is down\npostgres is paused\nnats is up');
  expect(await console.execute('resume node1')).toContain('is for one that is paused');
  expect(await console.execute('start node1')).toBe('node1 is up');
  await console.execute('resume postgres');
  expect(done).toEqual(['kill node1', 'pause postgres', 'restart node1', 'resume postgres']);
});

test('what fails is said, and can be tried again', async () => {
  await console.execute('kill nats');
  expect(await console.execute('start nats')).toBe('nats: no port');
  expect(console.stateOf('nats')).toBe('down');
});

test('a part that ended by itself is down', async () => {
  console.isNow('node1', 'down');
  expect(await console.execute('kill node1')).toContain('is down');
  expect(await console.execute('start node1')).toBe('node1 is up');
});

test('a slip of the finger is pointed out, and nothing is done', async () => {
  expect(await console.execute('stat')).toContain('did you mean start?');
  expect(await console.execute('explode node1')).toContain('there are: kill, start');
  expect(await console.execute('kill node2')).toContain('did you mean node1?');
  expect(await console.execute('kill')).toContain('there are: node1, postgres, nats');
  expect(await console.execute('kill node1 nats')).toContain('there is no');
  expect(await console.execute('')).toBe('');
  expect(await console.execute('help')).toContain('pause postgres');
  expect([done, quits]).toEqual([[], 0]);
  await console.execute('quit');
  expect(quits).toBe(1);
});
