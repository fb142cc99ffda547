import type { DocumentKey, QueueKey, UserKey } from '../../keys.ts';
import { conversationKey, userKey } from '../../keys.ts';
import { guardedKey } from '../guarded-key.ts';
import type { Commit, StateWrite } from '../timeline.ts';
import { bucketOf } from './buckets.ts';

export type OwnedKey = QueueKey | UserKey | DocumentKey;

/**
 * The bucket that a commit belongs to, with its idempotency key: that of its guards, writes and
 * stamps, which must all be of one bucket; of a commit without any, that of its first append.
 */
export function homeOf(commit: Commit): number {
  const key = homeKey(commit);
  return key === undefined ? 0 : bucketOf(key);
}

/** A key that is of the home; undefined when the commit is empty. */
export function homeKey(commit: Commit): OwnedKey | undefined {
  return (
    stateKeys(commit).next().value ??
    commit.appends.find(({ queues }) => queues.length > 0)?.queues[0] ??
    commit.writes?.map(redactedQueue).find((queue) => queue !== undefined) ??
    commit.once?.sender
  );
}

/** What a commit can only check or change, or take a stamp of, at its home. */
export function* stateKeys(commit: Commit): Generator<OwnedKey, void> {
  for (const guard of commit.guards ?? []) yield guardedKey(guard);
  for (const write of commit.writes ?? []) {
    if (write.write !== 'redact') yield writtenKey(write);
  }
  for (const { stamp, stampAt } of commit.appends) {
    if (stamp !== undefined && stampAt === undefined) yield stamp;
  }
}

function writtenKey(write: Exclude<StateWrite, { write: 'redact' }>): OwnedKey {
  switch (write.write) {
    case 'conversation':
      return conversationKey(write.record.app, write.record.conversation);
    case 'user':
      return userKey(write.record.app, write.record.user);
    case 'document':
    case 'count':
      return write.key;
    default:
      return write.conversation;
  }
}

function redactedQueue(write: StateWrite): QueueKey | undefined {
  return write.write === 'redact' ? write.queue : undefined;
}
