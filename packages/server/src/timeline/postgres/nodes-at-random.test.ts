import { expect, test } from 'bun:test';
import { type SeededRandom, testScale, withSeed } from '@eagre/testkit';
import { documentKey, type QueueKey } from '../../keys.ts';
import { count, put } from '../conformance/document-conformance.ts';
import {
  ann,
  app,
  conversation,
  entry,
  keyOfUser,
  logOf,
  type member,
} from '../conformance/subject-conformance.ts';
import type { Commit, StateWrite } from '../timeline.ts';
import { PostgresDatabases } from './test/postgres-databases.ts';
import { ThreeNodes } from './test/three-nodes.ts';

/** So many that taking the locks of all takes time, in which another node takes some. */
const names = Array.from({ length: 200 }, (_, n) => `q${n}`);
const queues = names.map(logOf);
const perCommit = 40;

function randomWrite(random: SeededRandom): StateWrite {
  const key = documentKey(logOf(random.pick(names)), 'state');
  const name = random.pick(names);
  const user = { app, user: random.pick(names) as typeof ann, disabled: false, createdAt: 1 };
  return random.pick<() => StateWrite>([
    () => count(key, name, 1),
    () => put(key, name),
    () => conversation(name),
    () => ({ write: 'user', record: user }),
    () => ({ write: 'read', conversation: conversationOf(name), user: ann, syncId: 1 }),
  ])();
}

function conversationOf(name: string) {
  return logOf(name) as Parameters<typeof member>[1] & {};
}

/** What the commits of a round have beside appends to queues that are there. */
type Extra = 'nothing' | 'writes' | 'fresh queues';
const extras: readonly Extra[] = ['nothing', 'writes', 'fresh queues'];

function randomCommit(random: SeededRandom, id: string, extra: Extra): Commit {
  const some = random.shuffle(queues).slice(0, 1 + random.int(perCommit));
  // Of all nodes the same: whoever comes later waits, and meets nobody at the locks that follow.
  const fresh = random.shuffle(queues).map((queue) => `${queue}-${id.split('-')[0]}` as QueueKey);
  const writes = Array.from({ length: perCommit }, () => randomWrite(random));
  const clientId = `${random.int(1e9)} ${id}`;
  return {
    ...(random.chance(0.5) && { once: { sender: keyOfUser('ann'), clientId, at: 1 } }),
    writes: extra === 'writes' ? writes : [],
    appends: [{ queues: extra === 'fresh queues' ? fresh : some, entry: entry(id) }],
  };
}

test('batches of several nodes that overlap at random never wait in a ring', async () => {
  await using databases = await PostgresDatabases.start();
  await withSeed(async (random) => {
    await using three = await ThreeNodes.open(databases);
    const places: string[] = [];
    for (let round = 0; round < 30 * testScale(); round += 1) {
      const extra = extras[round % extras.length] as Extra;
      const batches = three.nodes.map((_, node) =>
        Array.from({ length: 1 + random.int(6) }, (_one, n) =>
          randomCommit(random, `${round}-${node}-${n}`, extra),
        ),
      );
      const outcomes = await three.together(3, () =>
        Promise.all(
          three.nodes.flatMap((node, n) => (batches[n] ?? []).map((commit) => node.commit(commit))),
        ),
      );
      expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['committed']));
      places.push(...batches.flat().flatMap(({ appends }) => appends[0]?.queues ?? []));
    }
    for (const queue of queues) {
      const entries = await three.all(queue);
      expect(entries).toHaveLength(places.filter((one) => one === queue).length);
      expect(new Set(entries).size).toBe(entries.length);
    }
    // A deadlock is retried, and nobody but the server's log would tell.
    expect(databases.server.output).not.toContain('deadlock');
  });
}, 60_000);
