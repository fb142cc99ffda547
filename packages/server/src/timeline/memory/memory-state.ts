import type { AppId, UserId } from '@eagre/protocol';
import {
  appOfKey,
  type ConversationKey,
  conversationKey,
  type UserKey,
  userKey,
} from '../../keys.ts';
import { InvalidCommitError } from '../check-commit.ts';
import type { ConversationRecord, MemberRecord, UserRecord } from '../records.ts';
import type { Commit, Guard, StateWrite } from '../timeline.ts';
import type { MemoryDocuments } from './memory-documents.ts';
import type { MemoryLogs } from './memory-logs.ts';

type Stored = Omit<ConversationRecord, 'members'>;

/** All state: conversations, members and users, with the documents. What it hands out is a copy. */
export class MemoryState {
  readonly #logs: MemoryLogs;
  readonly #documents: MemoryDocuments;
  readonly #conversations = new Map<ConversationKey, Stored>();
  readonly #members = new Map<ConversationKey, Map<UserId, MemberRecord>>();
  readonly #joined = new Map<UserKey, Set<ConversationKey>>();
  readonly #users = new Map<UserKey, UserRecord>();

  constructor(logs: MemoryLogs, documents: MemoryDocuments) {
    this.#logs = logs;
    this.#documents = documents;
  }

  holds(guard: Guard): boolean {
    if ('document' in guard) return this.#documents.version(guard.document) === guard.version;
    return (this.#conversations.get(guard.conversation)?.version ?? 0) === guard.version;
  }

  /** Throws for writes that cannot be applied, before anything is. */
  check(commit: Commit): void {
    this.#documents.check(commit);
    const made = new Set<ConversationKey>();
    for (const write of commit.writes ?? []) {
      if (write.write === 'conversation') made.add(keyOf(write.record));
      if (write.write !== 'member') continue;
      if (made.has(write.conversation) || this.#conversations.has(write.conversation)) continue;
      throw new InvalidCommitError(`there is no conversation ${write.conversation} to join`);
    }
  }

  apply(write: StateWrite): void {
    switch (write.write) {
      case 'conversation':
        this.#conversations.set(keyOf(write.record), { ...write.record });
        return;
      case 'member':
        this.#addMember(write.conversation, write.record);
        return;
      case 'removeMember':
        this.#members.get(write.conversation)?.delete(write.user);
        this.#joined.get(memberKey(write.conversation, write.user))?.delete(write.conversation);
        return;
      case 'read': {
        const member = this.#members.get(write.conversation)?.get(write.user);
        if (member !== undefined) member.read = Math.max(member.read, write.syncId);
        return;
      }
      case 'muted': {
        const member = this.#members.get(write.conversation)?.get(write.user);
        if (member !== undefined) member.muted = write.muted;
        return;
      }
      case 'role': {
        const member = this.#members.get(write.conversation)?.get(write.user);
        if (member !== undefined) member.role = write.role;
        return;
      }
      case 'user':
        this.#users.set(userKey(write.record.app, write.record.user), { ...write.record });
        return;
      case 'document':
        this.#documents.put(write.key, write.value);
        return;
      case 'count':
        this.#documents.add(write);
        return;
      case 'redact':
        this.#logs.find(write.queue)?.redact(write.syncId, write.entry);
    }
  }

  conversation(key: ConversationKey): ConversationRecord | undefined {
    const stored = this.#conversations.get(key);
    return stored && { ...stored, members: this.#members.get(key)?.size ?? 0 };
  }

  conversations(app: string): ConversationRecord[] {
    return [...this.#conversations.keys()]
      .filter((key) => appOfKey(key) === app)
      .toSorted()
      .flatMap((key) => this.conversation(key) ?? []);
  }

  members(key: ConversationKey): MemberRecord[] {
    const members = [...(this.#members.get(key)?.values() ?? [])];
    return members.map((member) => ({ ...member })).toSorted((a, b) => (a.user < b.user ? -1 : 1));
  }

  member(key: ConversationKey, user: UserId): MemberRecord | undefined {
    const member = this.#members.get(key)?.get(user);
    return member && { ...member };
  }

  /** In order of conversation ids. */
  joined(user: UserKey): ConversationKey[] {
    return [...(this.#joined.get(user) ?? [])].toSorted();
  }

  user(key: UserKey): UserRecord | undefined {
    const user = this.#users.get(key);
    return user && { ...user };
  }

  #addMember(key: ConversationKey, record: MemberRecord): void {
    const members = this.#members.getOrInsertComputed(key, () => new Map());
    const start = members.get(record.user)?.start ?? this.#logs.head(key).head;
    members.set(record.user, { ...record, start });
    this.#joined.getOrInsertComputed(memberKey(key, record.user), () => new Set()).add(key);
  }
}

function keyOf(record: { app: AppId; conversation: Stored['conversation'] }): ConversationKey {
  return conversationKey(record.app, record.conversation);
}

function memberKey(key: ConversationKey, user: UserId): UserKey {
  return userKey(appOfKey(key), user);
}
