import { expect, test } from 'bun:test';
import type { QueueKey } from '../../keys.ts';
import { InvalidCommitError } from '../check-commit.ts';
import {
  beside,
  conversation,
  entry,
  group,
  inboxOf,
  other,
} from '../conformance/subject-conformance.ts';
import type { Commit } from '../timeline.ts';
import { BucketMap } from './bucket-map.ts';
import { bucketOf, outboxKey } from './buckets.ts';
import { bucketsOf, splitCommit } from './split-commit.ts';

const map = BucketMap.even(['a', 'b']);
const home = bucketOf(group);
const server = map.serverOf(home);
const [away = ''] = ['a', 'b'].filter((name) => name !== server);
const userOn = (name: string) =>
  Array.from({ length: 100 }, (_, n) => inboxOf(`u${n}`)).find(
    (key) => map.serverOf(bucketOf(key)) === name,
  ) as QueueKey;
const [near, far] = [userOn(server), userOn(away)];
const outbox = outboxKey(group, away);

function split(commit: Commit) {
  return splitCommit(commit, map, bucketsOf(commit).home, () => 'id');
}

test('what is all at home stays as it is', () => {
  const commit: Commit = {
    guards: [{ conversation: group, version: 0 }],
    writes: [conversation(), { write: 'redact', queue: near, syncId: 1, entry: entry('gone') }],
    appends: [
      { queues: [group], entry: entry(1) },
      { queues: [near], entry: entry(2), stamp: group },
    ],
  };
  expect(split(commit)).toMatchObject({ server, commit, parts: [{ of: 0 }, { of: 1 }] });
});

test('queues elsewhere become orders, each under the stamp of its append', () => {
  const commit: Commit = {
    guards: [{ conversation: group, version: 0 }],
    writes: [{ write: 'redact', queue: far, syncId: 1, entry: entry('gone') }],
    appends: [
      { queues: [group], entry: entry(1) },
      { queues: [near, far, near], entry: entry(2), stamp: group },
    ],
  };
  const { commit: atHome, parts } = split(commit);
  expect(atHome.writes).toEqual([]);
  expect(atHome.appends).toMatchObject([
    { queues: [group] },
    { queues: [outbox], stamp: group },
    { queues: [near, near], stamp: group },
    { queues: [outbox] },
  ]);
  expect(parts).toEqual([
    { of: 0, at: [0] },
    { of: 1, at: [1], outbox },
    { of: 1, at: [0, 2] },
    { of: undefined, at: [], outbox },
  ]);
});

test('state of two shards is refused, whichever servers have them', () => {
  const guards = [group, other].map((key) => ({ conversation: key, version: 0 }));
  expect(() => bucketsOf({ guards, appends: [] })).toThrow(InvalidCommitError);
  const stamped = { queues: [group], entry: entry(1), stamp: other };
  expect(() => bucketsOf({ guards: guards.slice(0, 1), appends: [stamped] })).toThrow('one shard');
  const near = [group, beside].map((key) => ({ conversation: key, version: 0 }));
  expect(bucketsOf({ guards: near, appends: [] })).toEqual({ home, others: new Set() });
});

test('a commit touches the buckets of all its queues', () => {
  const touched = bucketsOf({
    guards: [{ conversation: group, version: 0 }],
    writes: [{ write: 'redact', queue: other, syncId: 1, entry: entry('gone') }],
    appends: [{ queues: [group, far], entry: entry(1) }],
  });
  expect(touched).toEqual({ home, others: new Set([bucketOf(far), bucketOf(other)]) });
});

test('an empty commit has no home, and does nothing', () => {
  expect(split({ appends: [] })).toEqual({ server: 'a', commit: { appends: [] }, parts: [] });
});
