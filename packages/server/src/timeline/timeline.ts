import type { ConversationId, MemberRole, UserId } from '@eagre/protocol';
import type { ConversationKey, DocumentKey, QueueKey, UserKey } from '../keys.ts';
import type { ConversationRecord, MemberRecord, Membership, UserRecord } from './records.ts';

/** Entries to be appended; each queue named gets the same one. */
export interface Append {
  queues: readonly QueueKey[];
  /** JSON object text. */
  entry: string;
  /**
   * Put `{conversation, epoch, syncId}` in front, with the head of this conversation's log as it
   * stands after the appends of this commit that come before: entries of user queues have it.
   */
  stamp?: ConversationKey;
  /** Put in the stamp instead of that head: where the conversation's log is on another server. */
  stampAt?: { epoch: number; syncId: number };
  /** A personal message: found again by `personals` under its stamp. */
  personal?: boolean;
}

/** Changes of state that go into the same commit as the appends. */
export type StateWrite =
  | { write: 'conversation'; record: Omit<ConversationRecord, 'members'> }
  /**
   * `start` of the record is ignored: the store sets the log's head after the appends. For a user
   * that is a member already, `start` stays and the rest is replaced. The conversation must exist.
   */
  | { write: 'member'; conversation: ConversationKey; record: MemberRecord }
  | { write: 'removeMember'; conversation: ConversationKey; user: UserId }
  /** Moves forward only. */
  | { write: 'read'; conversation: ConversationKey; user: UserId; syncId: number }
  | { write: 'muted'; conversation: ConversationKey; user: UserId; muted: boolean }
  | { write: 'role'; conversation: ConversationKey; user: UserId; role: MemberRole }
  | { write: 'user'; record: UserRecord }
  /** Replaces a document, whose version grows by one; null removes it (version 0 again). JSON text. */
  | { write: 'document'; key: DocumentKey; value: string | null }
  /** Adds to a named sum, whoever else does: no guard is needed. A sum that was never added to is 0. */
  | { write: 'count'; key: DocumentKey; name: string; add: number }
  /** Replaces the entry at a place (recall); the place itself stays. */
  | { write: 'redact'; queue: QueueKey; syncId: number; entry: string };

/** What a commit was planned for must still stand: at this version, or not exist (0). */
export type Guard =
  | { conversation: ConversationKey; version: number }
  | { document: DocumentKey; version: number };

/** JSON text; `version` is 1 when first written. */
export interface StoredDocument {
  key: DocumentKey;
  value: string;
  version: number;
}

/** All or nothing, and on disk before the promise resolves. */
export interface Commit {
  /** A second commit of the same key within a day stores nothing and gets the first result. */
  once?: { sender: UserKey; clientId: string; at: number };
  /** All must hold, else `conflict`. */
  guards?: readonly Guard[];
  writes?: readonly StateWrite[];
  appends: readonly Append[];
}

/**
 * Where one `Append` went: `syncIds[i]` and `epochs[i]` belong to `queues[i]`. Both are 0 for a queue
 * of another shard than the commit's, where the entry is certain to come but may not be there yet.
 */
export interface Placed {
  syncIds: number[];
  epochs: number[];
  /** The stamp that was put in front. */
  stamp?: { epoch: number; syncId: number };
}

export type CommitResult =
  | { outcome: 'committed'; placed: Placed[] }
  /** `placed` and `at` of the first commit; only its first append is remembered. */
  | { outcome: 'duplicate'; placed: Placed[]; at: number }
  | { outcome: 'conflict'; on: ConversationKey | DocumentKey };

export interface QueueHead {
  epoch: number;
  head: number;
  /** Entries up to here were trimmed; 0 when all is there. */
  low: number;
}

export interface QueueListing extends QueueHead {
  queue: QueueKey;
}

export interface RangeRequest {
  queue: QueueKey;
  /** Exclusive. */
  after: number;
  /** Inclusive; default the head. */
  to?: number;
  limit: number;
  /** Stops before the entry that would exceed it, but always gives one. */
  bytes: number;
}

export interface Range extends QueueHead {
  /** syncId of `entries[0]`; `max(after, low) + 1`. */
  first: number;
  /** JSON texts. */
  entries: string[];
}

/**
 * The store of a deployment: ordered logs, and the state that must change in the same commit.
 *
 * Contract: syncIds of a `(queue, epoch)` are contiguous from 1 whatever crashes (invariant 1); a
 * resolved `commit` is on disk (invariant 2); commits of one caller take effect in call order, where
 * the store has several shards those of one shard.
 * A queue that was never written has head 0 and the store's epoch. Any call rejects with a
 * `TimelineError` when the store cannot serve; a rejected commit has no effect, or, after
 * `unavailable` only, may have had it: the caller retries with the same `once`.
 * A commit that no store may accept rejects with `InvalidCommitError`: a bug of the caller.
 * Implementations: `timeline-memory.ts`, `timeline-sqlite.ts`, `timeline-postgres.ts`, and several
 * of the last as one, `timeline-sharded.ts`. One suite for all: `timeline-conformance.ts`.
 */
export interface Timeline {
  commit(commit: Commit): Promise<CommitResult>;
  ranges(requests: readonly RangeRequest[]): Promise<Range[]>;
  /** Somebody has seen `queues[i]` at `atLeast[i]`: less, if it is from memory, is read anew. */
  heads(queues: readonly QueueKey[], atLeast?: readonly number[]): Promise<QueueHead[]>;
  /** All queues that were ever written or made, in order of their keys, after `after`. */
  queues(after: string, limit: number): Promise<QueueListing[]>;
  conversation(key: ConversationKey): Promise<ConversationRecord | undefined>;
  /** In order of user ids, after `after`. */
  members(key: ConversationKey, after: string, limit: number): Promise<MemberRecord[]>;
  member(key: ConversationKey, user: UserId): Promise<MemberRecord | undefined>;
  /** All conversations of a user that is a member, in any mode. */
  memberships(user: UserKey): Promise<Membership[]>;
  user(user: UserKey): Promise<UserRecord | undefined>;
  /** Conversations of an app in order of their ids, after `after`. */
  conversations(app: string, after: string, limit: number): Promise<ConversationRecord[]>;
  /** Personal entries of a user queue stamped with `conversation` at `from..to` (inclusive). */
  personals(
    queue: QueueKey,
    conversation: ConversationId,
    from: number,
    to: number,
    limit: number,
  ): Promise<string[]>;
  document(key: DocumentKey): Promise<StoredDocument | undefined>;
  /** In order of their keys: those that start with `prefix`, after `after`. */
  documents(prefix: string, after: string, limit: number): Promise<StoredDocument[]>;
  /** All sums under a key, by name. */
  counts(key: DocumentKey): Promise<Map<string, number>>;
  /** Removes entries up to and including `upTo`, in slices; keeps the low mark. */
  trim(queue: QueueKey, upTo: number): Promise<void>;
  /**
   * A consistent copy in a new file while the store is in use; `onProgress` is told the bytes
   * written so far. Rejects with `StoreOpenError` when the file exists.
   */
  backup(path: string, onProgress?: (bytes: number) => void): Promise<{ bytes: number }>;
  stats(): TimelineStats;
  /**
   * All guards, writes (but for `redact`) and stamps of one commit must be of keys for which this is
   * the same number; what it appends and redacts may be of others. 0 for all keys where the store is
   * of one piece. A key keeps its number for ever.
   */
  shardOf(key: QueueKey | UserKey | DocumentKey): number;
  /** Finishes what was accepted, then closes. */
  close(): Promise<void>;
}

/** What only looks. */
export type TimelineReads = Pick<
  Timeline,
  | 'ranges'
  | 'heads'
  | 'queues'
  | 'conversation'
  | 'members'
  | 'member'
  | 'memberships'
  | 'user'
  | 'conversations'
  | 'personals'
  | 'document'
  | 'documents'
  | 'counts'
>;

/** Counters since the start. */
export interface TimelineStats {
  commits: number;
  /** Entries of queues stored (mission M2: one for a message in read mode). */
  rows: number;
  batches: number;
  /** Commits accepted and not yet answered. */
  pending: number;
  /** Ranges read from the store itself, not from a cache. */
  rangesRead: number;
  lastBatchMs: number;
  /** Commits that could not be stored, whoever made them may have tried again. */
  failed: Readonly<Record<TimelineErrorCode, number>>;
}

export type TimelineErrorCode = 'full' | 'unavailable' | 'overloaded' | 'closed';

/** The store could not serve. All are temporary; `full`: no room on the disk, nothing was stored. */
export class TimelineError extends Error {
  readonly code: TimelineErrorCode;
  constructor(code: TimelineErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'TimelineError';
    this.code = code;
  }
}
