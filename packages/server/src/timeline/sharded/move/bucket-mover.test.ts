import { afterAll, beforeAll, expect, test } from 'bun:test';
import { PostgresDatabases } from '../../postgres/test/postgres-databases.ts';
import { bucketOf } from '../buckets.ts';
import { inbox } from '../test/sharded-world.ts';
import { completeEntries, groups, limits, MoveWorld, users } from './test/move-world.ts';

let databases: PostgresDatabases;

beforeAll(async () => {
  databases = await PostgresDatabases.start();
}, 60_000);

afterAll(() => databases[Symbol.asyncDispose](), 60_000);

const buckets = [...new Set([...groups, ...users.map(inbox)].map(bucketOf))];

test('buckets move while nodes append to them: nothing is lost, doubled or out of order', async () => {
  await using world = await MoveWorld.open(databases);
  const nodes = [await world.node(), await world.node()];
  const lines: string[] = [];
  const { crew, mover } = await world.mover((line) => void lines.push(line));
  let isOver = false;
  const sending = [...nodes, ...nodes].map((node) => world.send(node, () => isOver));
  const moving = (async () => {
    await mover.move(buckets, 'b');
    expect(buckets.map((bucket) => crew.map.serverOf(bucket))).toEqual(buckets.map(() => 'b'));
    await mover.move(buckets, 'a');
  })().finally(() => {
    isOver = true;
  });
  const [sent] = await Promise.all([Promise.all(sending), moving]);
  const total = sent.reduce((sum, one) => sum + one.sent, 0);
  for (const node of nodes) expect(await completeEntries(node)).toBe(total);
  // They waited for each freeze, and for no more.
  expect(Math.max(...sent.map((one) => one.slowestMs))).toBeLessThan(limits.bucketHoldMs);
  expect(crew.map.moving).toBeUndefined();
  expect(crew.map.record.leftovers).toEqual([]);
  expect(lines.filter((line) => line.startsWith('moved '))).not.toEqual([]);
  expect(world.reported).toEqual([]);
  if (process.env['EAGRE_TELL'] !== undefined) console.log(lines.join('\n'), sent);
}, 60_000);
