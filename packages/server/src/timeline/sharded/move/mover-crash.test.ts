import { afterAll, beforeAll, expect, test } from 'bun:test';
import { until } from '@eagre/testkit';
import type { QueueKey } from '../../../keys.ts';
import { PostgresDatabases } from '../../postgres/test/postgres-databases.ts';
import type { Timeline } from '../../timeline.ts';
import type { BucketMap } from '../bucket-map.ts';
import { bucketOf } from '../buckets.ts';
import { MapStore } from '../map-store.ts';
import type { MoveCrew } from './move-crew.ts';
import { MoveError } from './move-error.ts';
import { completeEntries, fewBuckets, groups, MoveWorld } from './test/move-world.ts';

let databases: PostgresDatabases;

beforeAll(async () => {
  databases = await PostgresDatabases.start();
}, 60_000);

afterAll(() => databases[Symbol.asyncDispose](), 60_000);

class Crash extends Error {}

/** The program ends at a change of the map: before it, before the servers are told, or after. */
function crashAtChange(
  crew: MoveCrew,
  isIt: (next: BucketMap) => boolean,
  when: 'before' | 'between' | 'after',
): void {
  const change = crew.change.bind(crew);
  crew.change = async (next) => {
    if (!isIt(next)) return change(next);
    if (when === 'between') {
      const [home] = [...crew.shards.values()];
      if (home !== undefined) await new MapStore(home.timeline).replace(next);
    }
    if (when === 'after') await change(next);
    throw new Crash();
  };
}

const freezes = (next: BucketMap) => next.hasFrozen;
const flips = (next: BucketMap) => next.record.leftovers.length > 0;
const begins = (next: BucketMap) => next.moving !== undefined;

interface Point {
  name: string;
  arrange?: (crew: MoveCrew) => void;
  progress?: (line: string) => void;
}

const whens = ['before', 'between', 'after'] as const;
const points: Point[] = [
  ...whens.map(
    (when): Point => ({
      name: `${when} it is begun`,
      arrange: (crew) => crashAtChange(crew, begins, when),
    }),
  ),
  {
    name: 'while rows are copied',
    progress: (line) => {
      if (line.startsWith('copied') && line.includes(' 1 of')) throw new Crash();
    },
  },
  ...whens.map(
    (when): Point => ({
      name: `${when} the freeze`,
      arrange: (crew) => crashAtChange(crew, freezes, when),
    }),
  ),
  ...whens.map(
    (when): Point => ({
      name: `${when} the new owner is named`,
      arrange: (crew) => crashAtChange(crew, flips, when),
    }),
  ),
  {
    name: 'before the old rows are removed',
    progress: (line) => {
      if (line.startsWith('removing')) throw new Crash();
    },
  },
];

/** Each point with `resume`, and what differs for `stop`. */
const ways = points.flatMap(({ name, ...point }) => {
  const isStopped = /after it is begun|copied|after the freeze|between the new/.test(name);
  const one = { name: `${name}: resume`, isStopped: false, ...point };
  return isStopped ? [one, { ...one, name: `${name}: stop`, isStopped }] : [one];
});

test.each(ways)(
  'a mover that ends $name',
  async ({ arrange, progress, isStopped }) => {
    await using world = await MoveWorld.open(databases);
    const nodes = [await world.node(), await world.node()];
    let isOver = false;
    const sending = Promise.all(nodes.map((node) => world.send(node, () => isOver)));
    try {
      const first = await world.mover(progress);
      arrange?.(first.crew);
      const ended = first.mover.move(fewBuckets, 'b').catch((error: unknown) => error);
      expect(await ended).toBeInstanceOf(Crash);
      // Whatever it left behind, nodes go on.
      const [node] = nodes;
      await world.send(node as Timeline, onceAfter(8));
      const { crew, mover } = await world.mover();
      if (isStopped) await mover.giveUp();
      else await mover.resume();
      expect(crew.map.moving).toBeUndefined();
      expect(crew.map.record.leftovers).toEqual([]);
      await expectRowsAtOwners(crew);
    } finally {
      isOver = true;
    }
    const total = (await sending).reduce((sum, { sent }) => sum + sent, 8);
    for (const node of nodes) expect(await completeEntries(node)).toBe(total);
  },
  30_000,
);

async function expectRowsAtOwners(crew: MoveCrew): Promise<void> {
  for (const bucket of fewBuckets) {
    for (const name of ['a', 'b']) {
      const isOwner = crew.map.serverOf(bucket) === name;
      const rows = await crew.source(name).count(queueTable, bucket);
      expect([bucket, name, rows > 0]).toEqual([bucket, name, isOwner]);
    }
  }
}

const queueTable = { name: 'queue', key: { queue_no: 'bigint' } } as const;

function onceAfter(count: number): () => boolean {
  let left = count;
  return () => left-- <= 0;
}

test('what an earlier copy left at the new owner is in nobody’s way', async () => {
  await using world = await MoveWorld.open(databases);
  const node = await world.node();
  await world.send(node, onceAfter(8));
  const { crew, mover } = await world.mover();
  const bucket = bucketOf(groups[0] as QueueKey);
  const to = crew.map.serverOf(bucket) === 'a' ? 'b' : 'a';
  const row = { name: groups[0], queue_no: bucket * 2 ** 40 + 999, epoch: 1, low: 0, head: 5 };
  const rows = JSON.stringify([{ ...row, version: 0 }]);
  await crew.target(to).take(queueTable, { rows, count: 1, last: '' });
  await mover.move([bucket], to);
  await world.send(node, onceAfter(8));
  expect(await completeEntries(node)).toBe(16);
}, 30_000);

test('one move at a time; a second program takes over, and the first can do nothing more', async () => {
  await using world = await MoveWorld.open(databases);
  const node = await world.node();
  await world.send(node, onceAfter(20));
  const gate = Promise.withResolvers<void>();
  let copied = 0;
  const first = await world.mover((line) => {
    if (line.startsWith('copied')) copied += 1;
  });
  const copy = first.crew.target.bind(first.crew);
  first.crew.target = (name) => {
    const target = copy(name);
    const take = target.take.bind(target);
    target.take = async (...all) => {
      await gate.promise;
      return take(...all);
    };
    return target;
  };
  const moving = first.mover.move(fewBuckets, 'b').catch((error: unknown) => error);
  const second = await world.mover();
  await until(async () => (await second.crew.reread()).moving !== undefined);
  expect(await second.mover.move([1], 'a').catch((error: unknown) => error)).toBeInstanceOf(
    MoveError,
  );
  await second.mover.resume();
  gate.resolve();
  expect(String(await moving)).toContain('map');
  expect(copied).toBe(0);
  expect(await completeEntries(node)).toBe(20);
}, 30_000);
