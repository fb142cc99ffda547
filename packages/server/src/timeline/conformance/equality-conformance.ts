import type { FakeClock } from '@eagre/testkit';
import fc from 'fast-check';
import { queueOfKey } from '../../keys.ts';
import type { Append, Commit, StateWrite, Timeline } from '../timeline.ts';
import { count, pinned, removed, roles } from './document-conformance.ts';
import {
  ann,
  app,
  bob,
  conversation,
  entry,
  group,
  inboxOf,
  keyOfUser,
  member,
  other,
} from './subject-conformance.ts';

const queues = [group, other, inboxOf('ann'), inboxOf('bob')];
const key = fc.constantFrom(group, other);
const user = fc.constantFrom(ann, bob);
const document = fc.constantFrom(pinned, roles);
const place = fc.integer({ min: 0, max: 12 });
const text = fc.string({ unit: 'grapheme', maxLength: 20 }).map(entry);

/** Names may hold every character. */
const name = fc.record(
  { name: fc.string({ unit: 'grapheme-composite', maxLength: 5 }) },
  { requiredKeys: [] },
);

const append: fc.Arbitrary<Append> = fc
  .record({
    queues: fc.array(fc.constantFrom(...queues), { minLength: 1, maxLength: 4 }),
    entry: text,
    stamp: fc.option(key, { nil: undefined }),
    stampAt: fc.option(fc.record({ epoch: place, syncId: place }), { nil: undefined, freq: 2 }),
    personal: fc.boolean(),
  })
  .map(({ stamp, stampAt, personal, ...rest }) => {
    if (stamp === undefined) return rest;
    return { ...rest, stamp, personal, ...(stampAt && { stampAt }) };
  });

const write: fc.Arbitrary<StateWrite> = fc.oneof(
  fc
    .tuple(fc.constantFrom('lobby', 'other'), fc.integer({ min: 1, max: 3 }), fc.boolean(), name)
    .map(([id, version, open, named]) => conversation(id, { version, open, ...named })),
  fc.tuple(user, name, fc.boolean()).map(([who, named, disabled]) => ({
    write: 'user' as const,
    record: { app, user: who, createdAt: 5, disabled, ...named },
  })),
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

export type Step =
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

/** Lists of what a store may be asked to do. */
export const steps: fc.Arbitrary<Step[]> = fc.array(step, { maxLength: 12 });

/** All answers, in order. */
export async function run(timeline: Timeline, clock: FakeClock, asked: readonly Step[]) {
  const answers: unknown[] = [];
  for (const one of asked) {
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
export async function contents(timeline: Timeline) {
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
    users: await Promise.all(['ann', 'bob'].map((id) => timeline.user(keyOfUser(id)))),
    counts: [await timeline.counts(pinned), await timeline.counts(roles)],
    personals: await Promise.all(
      [inboxOf('ann'), inboxOf('bob'), group].map((queue) =>
        timeline.personals(queue, queueOfKey(group) as never, 0, 9, 10),
      ),
    ),
  };
}
