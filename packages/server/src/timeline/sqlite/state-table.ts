import type { Statement } from 'bun:sqlite';
import { appOfKey, type ConversationKey, conversationKey } from '../../keys.ts';
import { InvalidCommitError } from '../check-commit.ts';
import type { MemberRecord } from '../records.ts';
import type { Guard, StateWrite } from '../timeline.ts';
import type { Connection } from './connection.ts';
import { DocumentTable } from './document-table.ts';
import type { QueueTable } from './queue-table.ts';
import { RecentMap } from './recent-map.ts';

type ConversationWrite = Extract<StateWrite, { write: 'conversation' }>['record'];

/** The writer's side of all state: conversations, members, users, documents, redacted entries. */
export class StateTable {
  readonly #queues: QueueTable;
  readonly #documents: DocumentTable;
  readonly #versions: RecentMap<ConversationKey, number>;
  readonly #sql: ReturnType<typeof prepareAll>;

  constructor(db: Connection, queues: QueueTable, size: number) {
    this.#queues = queues;
    this.#documents = new DocumentTable(db);
    this.#versions = new RecentMap(size);
    this.#sql = prepareAll(db);
  }

  holds(guard: Guard): boolean {
    if ('document' in guard) return this.#documents.version(guard.document) === guard.version;
    return this.#version(guard.conversation) === guard.version;
  }

  apply(write: StateWrite): void {
    switch (write.write) {
      case 'conversation':
        this.#putConversation(write.record);
        return;
      case 'member':
        this.#putMember(write.conversation, write.record);
        return;
      case 'removeMember': {
        const no = this.#queues.find(write.conversation)?.no;
        if (no === undefined) return;
        const { changes } = this.#sql.removeMember.run(no, write.user);
        if (changes > 0) this.#sql.countMembers.run(-1, no);
        return;
      }
      case 'read':
        this.#sql.read.run(write.syncId, write.conversation, write.user);
        return;
      case 'muted':
        this.#sql.muted.run(write.muted ? 1 : 0, write.conversation, write.user);
        return;
      case 'role':
        this.#sql.role.run(write.role, write.conversation, write.user);
        return;
      case 'user': {
        const { app, user, name, disabled, createdAt } = write.record;
        this.#sql.user.run(app, user, name ?? null, disabled ? 1 : 0, createdAt);
        return;
      }
      case 'document':
        this.#documents.put(write.key, write.value);
        return;
      case 'count':
        this.#documents.add(write);
        return;
      case 'redact': {
        const no = this.#queues.find(write.queue)?.no;
        if (no !== undefined) this.#sql.redact.run(write.entry, no, write.syncId);
      }
    }
  }

  forgetAll(): void {
    this.#versions.clear();
  }

  /** 0: there is no such conversation. */
  #version(key: ConversationKey): number {
    const known = this.#versions.get(key);
    if (known !== undefined) return known;
    const row = this.#sql.version.values(key)[0] as [number] | undefined;
    if (row === undefined) return 0;
    this.#versions.set(key, row[0]);
    return row[0];
  }

  #putConversation(record: ConversationWrite): void {
    const key = conversationKey(record.app, record.conversation);
    this.#sql.conversation.run(
      this.#queues.open(key).no,
      record.app,
      record.conversation,
      record.version,
      record.mode,
      record.policy,
      record.priority,
      record.name ?? null,
      record.open ? 1 : 0,
      record.memberLimit,
      record.createdAt,
    );
    this.#versions.set(key, record.version);
  }

  #putMember(key: ConversationKey, record: MemberRecord): void {
    if (this.#version(key) === 0) {
      throw new InvalidCommitError(`there is no conversation ${key} to join`);
    }
    const queue = this.#queues.open(key);
    const { user, role, joinedAt, muted, read } = record;
    const values = [role, joinedAt, muted ? 1 : 0, read] as const;
    const { changes } = this.#sql.changeMember.run(...values, queue.no, user);
    if (changes > 0) return;
    this.#sql.addMember.run(queue.no, user, appOfKey(key), queue.head, ...values);
    this.#sql.countMembers.run(1, queue.no);
  }
}

function prepareAll(db: Connection): PreparedState {
  const byName = '(SELECT queue_no FROM queue WHERE name = ?)';
  return {
    version: db.prepare(`SELECT version FROM conversation WHERE queue_no = ${byName}`),
    conversation: db.prepare(`
      INSERT INTO conversation (queue_no, app, conversation, version, mode, policy, priority, name,
        open, member_limit, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (queue_no) DO UPDATE SET version = excluded.version, mode = excluded.mode,
        policy = excluded.policy, priority = excluded.priority, name = excluded.name,
        open = excluded.open, member_limit = excluded.member_limit,
        created_at = excluded.created_at`),
    addMember: db.prepare(`
      INSERT INTO member (queue_no, user, app, start, role, joined_at, muted, read)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)`),
    changeMember: db.prepare(`
      UPDATE member SET role = ?, joined_at = ?, muted = ?, read = ?
      WHERE queue_no = ? AND user = ?`),
    removeMember: db.prepare('DELETE FROM member WHERE queue_no = ? AND user = ?'),
    countMembers: db.prepare('UPDATE conversation SET members = members + ? WHERE queue_no = ?'),
    read: db.prepare(`
      UPDATE member SET read = max(read, ?) WHERE queue_no = ${byName} AND user = ?`),
    muted: db.prepare(`UPDATE member SET muted = ? WHERE queue_no = ${byName} AND user = ?`),
    role: db.prepare(`UPDATE member SET role = ? WHERE queue_no = ${byName} AND user = ?`),
    user: db.prepare('INSERT OR REPLACE INTO user VALUES (?, ?, ?, ?, ?)'),
    redact: db.prepare('UPDATE entry SET body = ? WHERE place = (? << 32) | ?'),
  };
}

type PreparedState = Record<
  | 'version'
  | 'conversation'
  | 'addMember'
  | 'changeMember'
  | 'removeMember'
  | 'countMembers'
  | 'read'
  | 'muted'
  | 'role'
  | 'user'
  | 'redact',
  Statement
>;
