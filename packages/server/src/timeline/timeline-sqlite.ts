import { mkdirSync, statSync } from 'node:fs';
import type { Clock } from '@eagre/protocol';
import type { CommitOutcome } from './batch-writer.ts';
import type { Committed } from './committed.ts';
import { GroupCommitter } from './group-committer.ts';
import { partialPath } from './sqlite/backup.ts';
import { decodeOutcomes } from './sqlite/outcome-codec.ts';
import { type Row, toMembership } from './sqlite/rows.ts';
import type { StoreOptions } from './sqlite/services.ts';
import { StoreWorker } from './sqlite/store-worker.ts';
import type { Commit, Timeline } from './timeline.ts';
import { type TimelineLimits, timelineLimits } from './timeline-limits.ts';

export interface SqliteTimelineOptions {
  /** Made when it is not there. One process at a time. */
  directory: string;
  clock: Clock;
  /** See `GroupCommitterOptions`. */
  onCommitted?: (entries: Committed[]) => void;
  limits?: Partial<TimelineLimits>;
  /** Check at start; see `checkIntegrity`. Default `bounded`. */
  integrity?: 'bounded' | 'full';
  /** The database file may not grow past this; commits are refused as `full` then. Bytes. */
  maxBytes?: number;
}

/** Progress of a backup is told this often. ms. */
const progressMs = 250;

/**
 * The embedded store: one SQLite file in a data directory, written by one worker thread and read by
 * another, so that neither a sync to disk nor a long range holds up the event loop or the other.
 * Rejects with `StoreOpenError` when the store cannot be opened.
 */
export async function openSqliteTimeline(options: SqliteTimelineOptions): Promise<Timeline> {
  const { clock, directory } = options;
  const limits = { ...timelineLimits, ...options.limits };
  mkdirSync(directory, { recursive: true });
  const store: StoreOptions = {
    directory,
    nowMs: clock.now(),
    integrity: options.integrity ?? 'bounded',
    cachedQueues: limits.cachedQueues,
    ...(options.maxBytes === undefined ? {} : { maxBytes: options.maxBytes }),
  };
  const writer = await StoreWorker.start('writer', store);
  const reader = await StoreWorker.start('reader', store).catch(async (error: unknown) => {
    await writer.close();
    throw error;
  });
  const committer = new GroupCommitter({
    writer: { write: (commits, nowMs) => writeBatch(writer, commits, nowMs) },
    clock,
    limits,
    onCommitted: options.onCommitted ?? (() => {}),
    defer: (fn) => void setImmediate(fn),
  });
  let rangesRead = 0;

  return {
    commit: (commit) => committer.commit(commit),
    ranges(requests) {
      rangesRead += requests.length;
      return reader.request('ranges', requests);
    },
    heads: (queues) => reader.request('heads', queues),
    queues: (after, limit) => reader.request('queues', after, limit),
    conversation: (key) => reader.request('conversation', key),
    conversations: (app, after, limit) => reader.request('conversations', app, after, limit),
    members: (key, after, limit) => reader.request('members', key, after, limit),
    member: (key, user) => reader.request('member', key, user),
    memberships: async (user) => {
      const rows = JSON.parse(await reader.request('memberships', user)) as Row[];
      return rows.map(toMembership);
    },
    user: (user) => reader.request('user', user),
    personals: (queue, conversation, from, to, limit) =>
      reader.request('personals', queue, conversation, from, to, limit),
    document: (key) => reader.request('document', key),
    documents: (prefix, after, limit) => reader.request('documents', prefix, after, limit),
    counts: (key) => reader.request('counts', key),
    async trim(queue, upTo) {
      // Slice by slice, so that batches get in between.
      while (await writer.request('trimSlice', queue, upTo, limits.trimSlice)) {}
    },
    async backup(path, onProgress) {
      const worker = await StoreWorker.start('backup', store);
      const progress = clock.every(progressMs, () => onProgress?.(sizeOf(partialPath(path))));
      try {
        return await worker.request('backup', path);
      } finally {
        progress.cancel();
        await worker.close();
      }
    },
    stats: () => ({ ...committer.stats(), rangesRead }),
    shardOf: () => 0,
    async close() {
      await committer.close();
      await reader.close();
      // The last connection to close moves the log into the file and removes it.
      await writer.close();
    },
  };
}

async function writeBatch(
  writer: StoreWorker<'writer'>,
  commits: readonly Commit[],
  nowMs: number,
): Promise<CommitOutcome[]> {
  return decodeOutcomes(await writer.request('write', JSON.stringify(commits), nowMs), commits);
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
