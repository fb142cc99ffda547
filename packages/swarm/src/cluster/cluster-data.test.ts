import { expect, test } from 'bun:test';
import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '@eagre/testkit';
import { UsageError } from '../cli/usage-error.ts';
import { secretsIn } from '../target/dev-keys.ts';
import { ClusterData } from './cluster-data.ts';

test('keys are made once, readable by their owner only, and outlive a run', () => {
  using directory = tempDir();
  const path = join(directory.path, 'data-cluster');
  const data = new ClusterData(path);
  data.requireServers(1);
  const { key, tokenSecret } = data.secrets();
  expect(key).toMatch(/^dev\.dev\.[0-9a-f]{48}$/);
  expect(statSync(join(path, 'dev-keys.json')).mode & 0o077).toBe(0);
  const again = new ClusterData(path);
  again.requireServers(1);
  expect(again.secrets()).toEqual({ key, tokenSecret });
  expect(secretsIn(path)?.key).toBe(key);
  again.clear();
  expect(readdirSync(path)).toEqual([]);
  expect(again.secrets().key).not.toBe(key);
});

test('data of another number of servers are not touched', () => {
  using directory = tempDir();
  const path = join(directory.path, 'data-cluster');
  new ClusterData(path).requireServers(2);
  const order = () => new ClusterData(path).requireServers(1);
  expect(order).toThrow(UsageError);
  expect(order).toThrow('those of 2 PostgreSQL servers, not of 1: say --fresh');
  const fresh = new ClusterData(path);
  fresh.clear();
  fresh.requireServers(1);
  fresh.clear();
});

test('a directory with other things in it is not taken, let alone thrown away', () => {
  using directory = tempDir();
  writeFileSync(join(directory.path, 'letters'), 'dear');
  expect(() => new ClusterData(directory.path)).toThrow('there are other things in this directory');
  expect(existsSync(join(directory.path, 'letters'))).toBe(true);
});

test.skipIf(process.getuid?.() !== 0)(
  "where PostgreSQL's user can't go its data lie elsewhere, and go with the rest",
  () => {
    using directory = tempDir();
    const [open, closed] = ['open', 'closed'].map((name) => join(directory.path, name));
    chmodSync(directory.path, 0o755);
    for (const path of [open, closed]) mkdirSync(path as string, { mode: 0o755 });
    chmodSync(closed as string, 0o700);
    const near = new ClusterData(join(open as string, 'd'));
    expect(near.postgres).toBe(near.path);
    const far = new ClusterData(join(closed as string, 'd'));
    far.requireServers(1);
    expect(far.postgres).toStartWith('/var/tmp/eagre-cluster-');
    expect(existsSync(far.postgres)).toBe(true);
    far.clear();
    expect(existsSync(far.postgres)).toBe(false);
  },
);
