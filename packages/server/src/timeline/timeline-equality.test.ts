import { expect, test } from 'bun:test';
import { FakeClock, seedFromEnv, tempDir, testScale } from '@eagre/testkit';
import fc from 'fast-check';
import { queueOfKey } from '../keys.ts';
import type { Committed } from './committed.ts';
import { count, pinned, removed, roles } from './conformance/document-conformance.ts';
import {
  ann,
  bob,
  conversation,
  entry,
  group,
  inboxOf,
  keyOfUser,
  member,
  other,
} from './conformance/subject-conformance.ts';
import type { Append, Commit, StateWrite, Timeline } from './timeline.ts';
import { openMemoryTimeline } from './timeline-memory.ts';
import { openSqliteTimeline } from './timeline-sqlite.ts';

const queues = [group, other, inboxOf('ann'), inboxOf('bob')];
const key = fc.constantFrom(group, other);
const user = fc.constantFrom(ann, bob);
const document = fc.constantFrom(pinned, roles);
const place = fc.integer({ min: 0, max: 12 });
const text = fc.string({ unit: 'grapheme', maxLength: 20 }).map(entry);

const append: fc.Arbitrary<Append> = fc
  .record({
    queues: fc.array(fc.constantFrom(...queues), { minLength: 1, maxLength: 4 }),
    entry: text,
    stamp: fc.option(key, { nil: undefined }),
    personal: fc.boolean(),
  })
  .map(({ stamp, personal, ...rest }) => (stamp ? { ...rest, stamp, personal } : rest));

const write: fc.Arbitrary<StateWrite> = fc.oneof(
  fc
    .tuple(fc.constantFrom('lobby', 'other'), fc.integer({ min: 1, max: 3 }), fc.boolean())
    .map(([name, version, open]) => conversation(name, { version, open })),
  fc.tuple(user, key, place).map(([who, where, read]) => member(who, where, { read })),
  fc.record({ write: fc.constant('removeMember' as const), conversation: key, user }),
  fc.record({ write: fc.constant('read' as const), conversation: key, user, syncId: place }),
  fc.record({
    write: fc.constant('muted' as const),
    conversation: key,
    user,
    muted: fc.boolean(),
  }),
  fc.record({
    write: fc.constant('role' as const),
    conversation: key,
    user,
    role: fc.constantFrom('owner', 'admin', 'member'),
  }),
  fc.record({ write: fc.constant('document' as const), key: document, value: text }),
  document.map(removed),
  fc
    .tuple(document, fc.constantFrom('likes', 'votes'), fc.constantFrom(1, -3, 2 ** 52, -(2 ** 52)))
    .map(([where, name, add]) => count(where, name, add)),
  fc.record({
    write: fc.constant('redact' as const),
    queue: fc.constantFrom(...queues),
    syncId: place,
    entry: text,
  }),
);

const guarded = fc.integer({ min: 0, max: 2 });

const commit: fc.Arbitrary<Commit> = fc.record(
  {
    once: fc.record({
      sender: fc.constantFrom(keyOfUser('ann'), keyOfUser('bob')),
      clientId: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
      at: place,
    }),
    guards: fc.array(
      fc.oneof(
        fc.record({ conversation: key, version: guarded }),
        fc.record({ document, version: guarded }),
      ),
      { maxLength: 2 },
    ),
    writes: fc.array(write, { maxLength: 3 }),
    appends: fc.array(append, { maxLength: 3 }),
  },
  { requiredKeys: ['appends'] },
);

type Step =
  | { step: 'commits'; commits: Commit[] }
  | { step: 'trim'; queue: (typeof queues)[number]; upTo: number }
  | { step: 'hours'; hours: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      step: fc.constant('commits' as const),
      commits: fc.array(commit, { minLength: 1, maxLength: 6 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      step: fc.constant('trim' as const),
      queue: fc.constantFrom(...queues),
      upTo: place,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      step: fc.constant('hours' as const),
      hours: fc.integer({ min: 1, max: 60 }),
    }),
  },
);

async function run(timeline: Timeline, clock: FakeClock, steps: readonly Step[]) {
  const answers: unknown[] = [];
  for (const one of steps) {
    if (one.step === 'trim') await timeline.trim(one.queue, one.upTo);
    else if (one.step === 'hours') await clock.advance(one.hours * 3_600_000);
    else answers.push(await outcomes(timeline, one.commits));
  }
  return answers;
}

async function outcomes(timeline: Timeline, commits: readonly Commit[]): Promise<unknown[]> {
  const settled = await Promise.allSettled(commits.map((one) => timeline.commit(one)));
  return settled.map((one) => (one.status === 'fulfilled' ? one.value : one.reason.name));
}

/** Everything that can be read. */
async function contents(timeline: Timeline) {
  const all = { limit: 1000, bytes: 1e9 };
  return {
    ranges: await timeline.ranges(queues.map((queue) => ({ queue, after: 0, ...all }))),
    cut: await timeline.ranges(
      queues.map((queue) => ({ queue, after: 2, to: 9, limit: 5, bytes: 90 })),
    ),
    heads: await timeline.heads(queues),
    conversations: await timeline.conversations('shop', '', 10),
    members: [await timeline.members(group, '', 10), await timeline.members(other, '', 10)],
    memberships: await Promise.all(['ann', 'bob'].map((id) => timeline.memberships(keyOfUser(id)))),
    document: await timeline.document(pinned),
    documents: await timeline.documents('shop/', '', 10),
    counts: [await timeline.counts(pinned), await timeline.counts(roles)],
    personals: await Promise.all(
      [inboxOf('ann'), inboxOf('bob'), group].map((queue) =>
        timeline.personals(queue, queueOfKey(group) as never, 0, 9, 10),
      ),
    ),
  };
}

test('SQLite answers and stores as the reference in memory does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      using directory = tempDir();
      const told: [Committed[], Committed[]] = [[], []];
      const clocks = [new FakeClock(), new FakeClock()] as const;
      const memory = openMemoryTimeline({
        clock: clocks[0],
        onCommitted: (entries) => told[0].push(...structuredClone(entries)),
      });
      const sqlite = await openSqliteTimeline({
        directory: directory.path,
        clock: clocks[1],
        onCommitted: (entries) => told[1].push(...structuredClone(entries)),
        limits: { cachedQueues: 2, trimSlice: 3 },
      });
      try {
        expect(await run(sqlite, clocks[1], steps)).toEqual(await run(memory, clocks[0], steps));
        expect(await contents(sqlite)).toEqual(await contents(memory));
        expect(told[1]).toEqual(told[0]);
      } finally {
        await Promise.all([memory.close(), sqlite.close()]);
      }
    }),
    { seed: seedFromEnv(), numRuns: 25 * testScale() },
  );
}, 120_000);
