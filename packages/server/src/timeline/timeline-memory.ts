import type { Clock } from '@eagre/protocol';
import type { BatchWriter } from './batch-writer.ts';
import type { Committed } from './committed.ts';
import { GroupCommitter } from './group-committer.ts';
import { MemoryStore } from './memory/memory-store.ts';
import { type Timeline, TimelineError } from './timeline.ts';
import { type TimelineLimits, timelineLimits } from './timeline-limits.ts';

export interface MemoryTimelineOptions {
  clock: Clock;
  /** See `GroupCommitterOptions`. */
  onCommitted?: (entries: Committed[]) => void;
  limits?: Partial<TimelineLimits>;
  /** What several timelines share; default: one of its own. */
  store?: MemoryStore;
  /** The way to the store's writer, should it have delays and faults; default: none. */
  writer?: BatchWriter;
}

/**
 * The reference store: everything in memory, nothing durable. For tests and simulations; it is
 * deterministic, since it waits for microtasks and the handed-in clock only.
 */
export function openMemoryTimeline(options: MemoryTimelineOptions): Timeline {
  const { clock, store = new MemoryStore(clock.now()) } = options;
  const committer = new GroupCommitter({
    writer: options.writer ?? store.writer,
    clock,
    limits: { ...timelineLimits, ...options.limits },
    onCommitted: options.onCommitted ?? (() => {}),
    defer: queueMicrotask,
  });
  let closed = false;
  let rangesRead = 0;

  /** Runs a read as a store would: never within the caller's turn. */
  async function read<T>(fn: () => T): Promise<T> {
    await Promise.resolve();
    if (closed) throw new TimelineError('closed', 'the timeline is closed');
    return fn();
  }

  return {
    commit: (commit) => committer.commit(commit),
    ranges: (requests) =>
      read(() => {
        rangesRead += requests.length;
        return requests.map((request) => store.range(request));
      }),
    heads: (queues) => read(() => queues.map((queue) => store.head(queue))),
    queues: (after, limit) => read(() => store.queues(after, limit)),
    conversation: (key) => read(() => store.conversation(key)),
    members: (key, after, limit) => read(() => store.members(key, after, limit)),
    member: (key, user) => read(() => store.member(key, user)),
    memberships: (user) => read(() => store.memberships(user)),
    user: (user) => read(() => store.user(user)),
    conversations: (app, after, limit) => read(() => store.conversations(app, after, limit)),
    personals: (queue, conversation, from, to, limit) =>
      read(() => store.personals(queue, conversation, from, to, limit)),
    document: (key) => read(() => store.document(key)),
    documents: (prefix, after, limit) => read(() => store.documents(prefix, after, limit)),
    counts: (key) => read(() => store.counts(key)),
    trim: (queue, upTo) => read(() => store.trim(queue, upTo)),
    backup: () =>
      Promise.reject(new TimelineError('unavailable', 'a timeline in memory has no backup')),
    stats: () => ({ ...committer.stats(), rangesRead }),
    shardOf: () => 0,
    async close() {
      await committer.close();
      closed = true;
    },
  };
}
