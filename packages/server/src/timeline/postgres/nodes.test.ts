import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'bun:test';
import { type ConversationKey, documentKey } from '../../keys.ts';
import { put } from '../conformance/document-conformance.ts';
import {
  conversation,
  entry,
  group,
  inboxOf,
  keyOfUser,
  logOf,
} from '../conformance/subject-conformance.ts';
import type { CommitResult, Guard, StateWrite, Timeline } from '../timeline.ts';
import { PostgresDatabases } from './test/postgres-databases.ts';
import { ThreeNodes } from './test/three-nodes.ts';

let databases: PostgresDatabases;
let three: ThreeNodes;
let nodes: ThreeNodes['nodes'];

beforeAll(async () => {
  databases = await PostgresDatabases.start();
}, 60_000);

afterAll(() => databases[Symbol.asyncDispose](), 60_000);

beforeEach(async () => {
  three = await ThreeNodes.open(databases);
  nodes = three.nodes;
});

afterEach(() => three[Symbol.asyncDispose]());

test('nodes append to one hot group at once: contiguous, nothing lost or twice, in call order', async () => {
  const each = 400;
  const places = await Promise.all(
    nodes.map((node, caller) =>
      Promise.all(
        Array.from({ length: each }, async (_, n) => {
          const appends = [{ queues: [group], entry: entry(`${caller}-${n}`) }];
          const result = await node.commit({ appends });
          return result.outcome === 'committed' ? result.placed[0]?.syncIds[0] : undefined;
        }),
      ),
    ),
  );
  const stored = await three.all(group);
  expect(stored).toHaveLength(3 * each);
  for (const [caller, own] of places.entries()) {
    expect(own).toEqual(own.toSorted((a, b) => Number(a) - Number(b)));
    expect(own.map((syncId) => stored[Number(syncId) - 1])).toEqual(
      own.map((_, n) => entry(`${caller}-${n}`)),
    );
  }
});

test.each([
  ['that is there', 1],
  ['that is not there yet', 0],
])('nodes change a conversation %s from the same version: one wins', async (_, version) => {
  const [first] = nodes;
  if (version === 1) await first.commit({ writes: [conversation()], appends: [] });
  for (let round = version; round < 20; round += 1) {
    const outcomes = await Promise.all(
      nodes.map((node, n) =>
        node.commit({
          guards: [{ conversation: group, version: round }],
          writes: [conversation('lobby', { version: round + 1, memberLimit: n })],
          appends: [{ queues: [inboxOf(`u${n}`)], entry: entry(round) }],
        }),
      ),
    );
    const won = outcomes.findIndex(({ outcome }) => outcome === 'committed');
    expect(outcomes.filter(({ outcome }) => outcome === 'conflict')).toHaveLength(2);
    expect(await first.conversation(group)).toMatchObject({
      version: round + 1,
      memberLimit: won,
    });
  }
});

test.each<[string, (name: string) => Guard, (name: string) => StateWrite]>([
  [
    'conversations',
    (name) => ({ conversation: logOf(name) as ConversationKey, version: 0 }),
    (name) => conversation(name),
  ],
  [
    'documents',
    (name) => ({ document: documentKey(group, name), version: 0 }),
    (name) => put(documentKey(group, name), 1),
  ],
])(
  'of two nodes that make %s, each if there is not that of the other, one wins',
  async (_, guard, write) => {
    for (let round = 0; round < 20; round += 1) {
      const names = [`a${round}`, `b${round}`] as const;
      const make = (node: Timeline, own: string, others: string) =>
        node.commit({
          guards: [guard(others)],
          writes: [write(own)],
          appends: [],
        });
      const outcomes = await Promise.all([
        make(nodes[0], names[0], names[1]),
        make(nodes[1], names[1], names[0]),
      ]);
      expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['committed', 'conflict']);
    }
  },
);

test.each([
  ['the same queue', () => group],
  ['different queues', (n: number) => logOf(`q${n}`)],
])(
  'one key from all nodes at once, for %s: one stores, the others get its answer',
  async (_, queueOf) => {
    for (let round = 0; round < 20; round += 1) {
      const outcomes = await Promise.all(
        nodes.map((node, n) =>
          node.commit({
            once: { sender: keyOfUser('ann'), clientId: `m${round}`, at: n },
            appends: [{ queues: [queueOf(n)], entry: entry(round) }],
          }),
        ),
      );
      const [first, ...none] = outcomes.filter(({ outcome }) => outcome === 'committed');
      const duplicates = outcomes.filter(({ outcome }) => outcome === 'duplicate');
      expect([none.length, duplicates.length]).toEqual([0, 2]);
      expect(duplicates).toEqual(
        duplicates.map(() => ({
          outcome: 'duplicate',
          placed: first?.outcome === 'committed' ? first.placed : [],
          at: outcomes.indexOf(first as CommitResult),
        })),
      );
    }
    const heads = await nodes[0].heads([...nodes.keys()].map(queueOf));
    const queues = new Map([...nodes.keys()].map((n) => [queueOf(n), heads[n]?.head ?? 0]));
    expect([...queues.values()].reduce((sum, head) => sum + head, 0)).toBe(20);
  },
);

test('a queue is trimmed while others append to it: no hole, no entry below the mark', async () => {
  const [first, second] = nodes;
  let appended = 0;
  const appending = (async () => {
    for (let n = 0; n < 40; n += 1) {
      await Promise.all(
        Array.from({ length: 10 }, () =>
          second.commit({ appends: [{ queues: [group], entry: entry(++appended) }] }),
        ),
      );
    }
  })();
  for (let upTo = 20; upTo <= 380; upTo += 20) {
    await first.trim(group, upTo);
    const [range] = await first.ranges([{ queue: group, after: 0, limit: 1000, bytes: 1e9 }]);
    expect(range?.low).toBeGreaterThanOrEqual(0);
    expect(range?.entries).toHaveLength(Number(range?.head) - Number(range?.low));
    expect(range?.first).toBe(Number(range?.low) + 1);
  }
  await appending;
  await first.trim(group, 380);
  expect(await three.all(group)).toEqual(Array.from({ length: 20 }, (_, n) => entry(381 + n)));
});

test('a low mark never goes back, whoever trims at once', async () => {
  const [first] = nodes;
  const appends = Array.from({ length: 200 }, (_, n) => ({ queues: [group], entry: entry(n) }));
  await first.commit({ appends });
  for (let upTo = 3; upTo <= 198; upTo += 3) {
    await Promise.all(nodes.map((node, n) => node.trim(group, upTo - n)));
    expect(await first.heads([group])).toMatchObject([{ low: upTo }]);
  }
});

test('a newer map waits for batches of the old one that are under way', async () => {
  const [first, second] = nodes;
  await three.shut();
  const commit = first.commit({ appends: [{ queues: [group], entry: entry(1) }] });
  await three.untilWaiting(1);
  const raised = second.raiseMapVersion(1);
  await three.untilWaiting(1, 1);
  await three.open();
  expect(await commit).toMatchObject({ outcome: 'committed' });
  await raised;
});
