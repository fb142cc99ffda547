import type { Clock, UserId } from '@eagre/protocol';
import type { ConversationKey, QueueKey, UserKey } from '../keys.ts';
import type { Committed } from './committed.ts';
import { GroupCommitter } from './group-committer.ts';
import { MemoryDocuments } from './memory/memory-documents.ts';
import { MemoryLogs } from './memory/memory-logs.ts';
import { MemoryOnce } from './memory/memory-once.ts';
import { MemoryState } from './memory/memory-state.ts';
import { MemoryWriter } from './memory/memory-writer.ts';
import type { Membership } from './records.ts';
import { type RangeRequest, type Timeline, TimelineError } from './timeline.ts';
import { type TimelineLimits, timelineLimits } from './timeline-limits.ts';

export interface MemoryTimelineOptions {
  clock: Clock;
  /** See `GroupCommitterOptions`. */
  onCommitted?: (entries: Committed[]) => void;
  limits?: Partial<TimelineLimits>;
}

/**
 * The reference store: everything in memory, nothing durable. For tests and simulations; it is
 * deterministic, since it waits for microtasks and the handed-in clock only.
 */
export function openMemoryTimeline(options: MemoryTimelineOptions): Timeline {
  const { clock } = options;
  const logs = new MemoryLogs(Math.floor(clock.now() / 1000));
  const documents = new MemoryDocuments();
  const state = new MemoryState(logs, documents);
  const committer = new GroupCommitter({
    writer: new MemoryWriter(logs, state, new MemoryOnce(clock.now())),
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

  function membership(key: ConversationKey, user: UserKey): Membership[] {
    const conversation = state.conversation(key);
    const member = state.member(key, user.slice(user.indexOf('/') + 1) as UserId);
    if (conversation === undefined || member === undefined) return [];
    const { epoch, head } = logs.head(key);
    return [{ conversation, member, epoch, head }];
  }

  function range(request: RangeRequest) {
    const log = logs.find(request.queue);
    if (log !== undefined) return log.range(request);
    return { ...logs.head(request.queue), first: request.after + 1, entries: [] };
  }

  return {
    commit: (commit) => committer.commit(commit),
    ranges: (requests) =>
      read(() => {
        rangesRead += requests.length;
        return requests.map(range);
      }),
    heads: (queues) => read(() => queues.map((queue) => logs.head(queue))),
    queues: (after, limit) => read(() => page(logs.list(), ({ queue }) => queue, after, limit)),
    conversation: (key) => read(() => state.conversation(key)),
    members: (key, after, limit) =>
      read(() => page(state.members(key), (member) => member.user, after, limit)),
    member: (key, user) => read(() => state.member(key, user)),
    memberships: (user) => read(() => state.joined(user).flatMap((key) => membership(key, user))),
    user: (user) => read(() => state.user(user)),
    conversations: (app, after, limit) =>
      read(() => page(state.conversations(app), (one) => one.conversation, after, limit)),
    personals: (queue, conversation, from, to, limit) =>
      read(() => logs.find(queue)?.personals(conversation, from, to, limit) ?? []),
    document: (key) => read(() => documents.document(key)),
    documents: (prefix, after, limit) =>
      read(() => page(documents.documents(prefix), (one) => one.key, after, limit)),
    counts: (key) => read(() => documents.counts(key)),
    trim: (queue: QueueKey, upTo) => read(() => logs.find(queue)?.trim(upTo)),
    backup: () =>
      Promise.reject(new TimelineError('unavailable', 'a timeline in memory has no backup')),
    stats: () => ({ ...committer.stats(), rangesRead }),
    async close() {
      await committer.close();
      closed = true;
    },
  };
}

function page<T>(all: readonly T[], id: (item: T) => string, after: string, limit: number): T[] {
  return all.filter((item) => id(item) > after).slice(0, limit);
}
