import type { AppId, ConversationId, FanoutMode, MemberRole, UserId } from '@eagre/protocol';
import type { ConversationKey, QueueKey } from '../keys.ts';
import { conversationKey, userQueueKey } from '../keys.ts';
import type { ConversationRecord } from '../timeline/records.ts';

/** What is kept in memory of a member; the read watermark is not, it changes too often. */
export interface Member {
  readonly role: MemberRole;
  /** Head of the log when the user joined. */
  readonly start: number;
  readonly joinedAt: number;
  readonly muted: boolean;
}

/**
 * A conversation with its members as they stood at one version. Never changed: whoever plans a
 * commit from it can rely on record and members belonging together.
 */
export class Conversation {
  readonly record: ConversationRecord;
  readonly members: ReadonlyMap<UserId, Member>;
  #queues: readonly QueueKey[] | undefined;

  constructor(record: ConversationRecord, members: ReadonlyMap<UserId, Member>) {
    this.record = record.members === members.size ? record : { ...record, members: members.size };
    this.members = members;
  }

  get key(): ConversationKey {
    return conversationKey(this.record.app, this.record.conversation);
  }

  get app(): AppId {
    return this.record.app;
  }

  get id(): ConversationId {
    return this.record.conversation;
  }

  get version(): number {
    return this.record.version;
  }

  get mode(): FanoutMode {
    return this.record.mode;
  }

  /** A deleted group keeps its id and record, and takes no members ever after. */
  get deleted(): boolean {
    return this.record.memberLimit === 0;
  }

  /** The user queues of all members: a write fan-out goes there. Made once for each version. */
  memberQueues(): readonly QueueKey[] {
    this.#queues ??= [...this.members.keys()].map((user) => userQueueKey(this.app, user));
    return this.#queues;
  }

  /** The next version, with what changed. */
  next(change: {
    record?: Partial<ConversationRecord>;
    members?: ReadonlyMap<UserId, Member>;
  }): Conversation {
    const record = { ...this.record, ...change.record, version: this.version + 1 };
    return new Conversation(record, change.members ?? this.members);
  }

  /** The same version: a member's own setting is none of the others' concern. */
  withMuted(user: UserId, muted: boolean): Conversation {
    const member = this.members.get(user);
    if (member === undefined) return this;
    const members = new Map(this.members);
    members.set(user, { ...member, muted });
    return new Conversation(this.record, members);
  }
}
