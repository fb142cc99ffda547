import type { AppId, ConversationId, UserId } from '@eagre/protocol';
import { FakeClock } from '@eagre/testkit';
import {
  type ConversationKey,
  conversationKey,
  type QueueKey,
  queueKey,
  type UserKey,
  userKey,
  userQueueKey,
} from '../../keys.ts';
import type { Committed } from '../committed.ts';
import type { ConversationRecord, MemberRecord } from '../records.ts';
import { bucketOf } from '../sharded/buckets.ts';
import { homeKey } from '../sharded/home.ts';
import type { Commit, CommitResult, QueueHead, StateWrite, Timeline } from '../timeline.ts';

export interface OpenOptions {
  clock: FakeClock;
  onCommitted: (entries: Committed[]) => void;
}

/** A store under test; `reopen` closes and opens it again where there is something to survive. */
export interface OpenedStore {
  timeline: Timeline;
  reopen?: () => Promise<Timeline>;
  dispose(): Promise<void>;
}

export type OpenStore = (options: OpenOptions) => Promise<OpenedStore>;

/** One store with its clock and what it told its listener. */
export class Subject implements AsyncDisposable {
  readonly clock: FakeClock;
  readonly batches: Committed[][];
  timeline: Timeline;
  readonly #opened: OpenedStore;

  private constructor(opened: OpenedStore, clock: FakeClock, batches: Committed[][]) {
    this.#opened = opened;
    this.timeline = opened.timeline;
    this.clock = clock;
    this.batches = batches;
  }

  static async open(open: OpenStore): Promise<Subject> {
    const clock = new FakeClock();
    const batches: Committed[][] = [];
    const onCommitted = (entries: Committed[]) => void batches.push(structuredClone(entries));
    return new Subject(await open({ clock, onCommitted }), clock, batches);
  }

  async reopen(): Promise<void> {
    if (this.#opened.reopen !== undefined) this.timeline = await this.#opened.reopen();
  }

  /** Appends and expects it to be committed; gives the places of the first append. */
  async append(queues: QueueKey | QueueKey[], ...entries: string[]): Promise<number[]> {
    const named = Array.isArray(queues) ? queues : [queues];
    const result = await this.commit({
      appends: entries.map((entry) => ({ queues: named, entry })),
    });
    return result.placed[0]?.syncIds ?? [];
  }

  async commit(commit: Commit): Promise<Extract<CommitResult, { outcome: 'committed' }>> {
    const result = await this.timeline.commit(commit);
    if (result.outcome !== 'committed') throw new Error(`not committed: ${result.outcome}`);
    return result;
  }

  /** In one commit, or, where the store has several shards, in one for each; tells of the last. */
  async write(...writes: StateWrite[]): Promise<CommitResult> {
    const shardOf = (write: StateWrite) =>
      this.timeline.shardOf(homeKey({ writes: [write], appends: [] }) as QueueKey);
    const shards = [...Map.groupBy(writes, shardOf).values()];
    const results = await Promise.all(
      shards.map((some) => this.timeline.commit({ writes: some, appends: [] })),
    );
    return results.at(-1) as CommitResult;
  }

  /** All entries of a queue. */
  async all(queue: QueueKey): Promise<string[]> {
    const [range] = await this.timeline.ranges([{ queue, after: 0, limit: 1e6, bytes: 1e9 }]);
    return range?.entries ?? [];
  }

  async head(queue: QueueKey): Promise<QueueHead> {
    const [head] = await this.timeline.heads([queue]);
    if (head === undefined) throw new Error('heads() gave nothing');
    return head;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.timeline.close();
    await this.#opened.dispose();
  }
}

export const app = 'shop' as AppId;
export const group: ConversationKey = conversationKey(app, 'group:lobby' as ConversationId);
export const other: ConversationKey = conversationKey(app, 'group:other' as ConversationId);
/** Of the same shard as `group` in every store. */
export const beside: ConversationKey = Array.from({ length: 1e5 }, (_, n) =>
  conversationKey(app, `group:beside-${n}` as ConversationId),
).find((key) => bucketOf(key) === bucketOf(group)) as ConversationKey;
export const ann = 'ann' as UserId;
export const bob = 'bob' as UserId;

export function logOf(name: string): QueueKey {
  return queueKey(app, `group:${name}` as Parameters<typeof queueKey>[1]);
}

export function inboxOf(user: string): QueueKey {
  return userQueueKey(app, user as UserId);
}

export function keyOfUser(user: string): UserKey {
  return userKey(app, user as UserId);
}

/** A small entry that can be told from others. */
export function entry(text: string | number): string {
  return JSON.stringify({ type: 'message', text });
}

export function conversation(
  name = 'lobby',
  change: Partial<Omit<ConversationRecord, 'members'>> = {},
): Extract<StateWrite, { write: 'conversation' }> {
  return {
    write: 'conversation',
    record: {
      app,
      conversation: `group:${name}` as ConversationId,
      version: 1,
      mode: 'write',
      policy: 'auto',
      priority: 'normal',
      open: true,
      memberLimit: 500,
      createdAt: 1_700_000_000_000,
      ...change,
    },
  };
}

export function member(
  user: UserId,
  key: ConversationKey = group,
  change: Partial<MemberRecord> = {},
): Extract<StateWrite, { write: 'member' }> {
  const record: MemberRecord = {
    user,
    role: 'member',
    start: 0,
    joinedAt: 1_700_000_000_001,
    muted: false,
    read: 0,
    ...change,
  };
  return { write: 'member', conversation: key, record };
}
