import type { Statement } from 'bun:sqlite';
import type { ConversationId, UserId } from '@eagre/protocol';
import { appOfKey, type ConversationKey, type QueueKey, type UserKey } from '../../keys.ts';
import type { ConversationRecord, MemberRecord, UserRecord } from '../records.ts';
import { entryBytes } from '../take-entries.ts';
import type { QueueHead, QueueListing, Range, RangeRequest } from '../timeline.ts';
import type { Connection } from './connection.ts';
import { findQueueSql, listQueuesSql } from './queue-table.ts';
import {
  conversationColumns,
  memberColumns,
  type Row,
  toConversation,
  toMember,
  toUser,
} from './rows.ts';
import { getMeta } from './schema.ts';

/** Reads of queues, conversations and users; each call sees one state of the store. */
export class StoreReader {
  readonly #db: Connection;
  readonly #storeEpoch: number;
  readonly #sql: ReturnType<typeof prepareReads>;

  constructor(db: Connection) {
    this.#db = db;
    this.#storeEpoch = getMeta(db, 'store_epoch') ?? 0;
    this.#sql = prepareReads(db);
  }

  ranges(requests: readonly RangeRequest[]): Range[] {
    return this.#consistently(() => requests.map((request) => this.#range(request)));
  }

  heads(queues: readonly QueueKey[]): QueueHead[] {
    return this.#consistently(() =>
      queues.map((queue) => {
        const { epoch, head, low } = this.#queue(queue);
        return { epoch, head, low };
      }),
    );
  }

  queues(after: string, limit: number): QueueListing[] {
    return this.#sql.queues.values(after, limit).map((row) => {
      const [, epoch, low, head, queue] = row as [number, number, number, number, QueueKey];
      return { queue, epoch, head, low };
    });
  }

  conversation(key: ConversationKey): ConversationRecord | undefined {
    const row = this.#sql.conversation.values(key)[0];
    return row && toConversation(row as Row);
  }

  conversations(app: string, after: string, limit: number): ConversationRecord[] {
    return this.#sql.conversations
      .values(app, after, limit)
      .map((row) => toConversation(row as Row));
  }

  members(key: ConversationKey, after: string, limit: number): MemberRecord[] {
    return this.#sql.members.values(key, after, limit).map((row) => toMember(row as Row, 0));
  }

  member(key: ConversationKey, user: UserId): MemberRecord | undefined {
    const row = this.#sql.member.values(key, user)[0];
    return row && toMember(row as Row, 0);
  }

  /** Rows for `toMembership`, as JSON text: for many small values cheaper than a clone of objects. */
  memberships(user: UserKey): string {
    const app = appOfKey(user);
    return JSON.stringify(this.#sql.memberships.values(app, user.slice(app.length + 1)));
  }

  user(key: UserKey): UserRecord | undefined {
    const app = appOfKey(key);
    const row = this.#sql.user.values(app, key.slice(app.length + 1))[0];
    return row && toUser(row as Row);
  }

  personals(
    queue: QueueKey,
    conversation: ConversationId,
    from: number,
    to: number,
    limit: number,
  ): string[] {
    const rows = this.#sql.personals.values(queue, conversation, from, to, limit);
    return rows.map((row) => row[0] as string);
  }

  #range(request: RangeRequest): Range {
    const { no, epoch, low, head } = this.#queue(request.queue);
    const after = Math.max(request.after, low);
    const to = Math.min(request.to ?? head, head);
    const entries = no === 0 || after >= to ? [] : this.#entries(no, after, to, request);
    return { epoch, head, low, first: after + 1, entries };
  }

  /** Reads row by row and stops at the limit of bytes, so that no more is read than is given. */
  #entries(no: number, after: number, to: number, request: RangeRequest): string[] {
    const entries: string[] = [];
    let size = 0;
    for (const row of this.#sql.entries.iterate(no, after, to, request.limit)) {
      const { body } = row as { body: string };
      size += entryBytes(body);
      if (size > request.bytes && entries.length > 0) break;
      entries.push(body);
    }
    return entries;
  }

  #queue(key: QueueKey): { no: number; epoch: number; low: number; head: number } {
    const row = this.#sql.queue.values(key)[0] as [number, number, number, number] | undefined;
    if (row === undefined) return { no: 0, epoch: this.#storeEpoch, low: 0, head: 0 };
    return { no: row[0], epoch: row[1], low: row[2], head: row[3] };
  }

  #consistently<T>(fn: () => T): T {
    this.#sql.begin.run();
    try {
      return fn();
    } finally {
      if (this.#db.inTransaction) this.#sql.end.run();
    }
  }
}

function prepareReads(db: Connection) {
  const conversation = conversationColumns.map((column) => `c.${column}`).join();
  const member = memberColumns.map((column) => `m.${column}`).join();
  const byName = '(SELECT queue_no FROM queue WHERE name = ?)';
  const prepared: Record<ReadName, Statement> = {
    begin: db.prepare('BEGIN'),
    end: db.prepare('COMMIT'),
    queue: db.prepare(findQueueSql),
    queues: db.prepare(listQueuesSql),
    entries: db.prepare(`
      SELECT body FROM entry
      WHERE place > ((?1 << 32) | ?2) AND place <= ((?1 << 32) | ?3) ORDER BY place LIMIT ?4`),
    conversation: db.prepare(
      `SELECT ${conversation} FROM conversation c WHERE queue_no = ${byName}`,
    ),
    conversations: db.prepare(`
      SELECT ${conversation} FROM conversation c
      WHERE app = ? AND conversation > ? ORDER BY conversation LIMIT ?`),
    members: db.prepare(`
      SELECT ${member} FROM member m
      WHERE queue_no = ${byName} AND user > ? ORDER BY user LIMIT ?`),
    member: db.prepare(`SELECT ${member} FROM member m WHERE queue_no = ${byName} AND user = ?`),
    memberships: db.prepare(`
      SELECT q.epoch, max(q.low, ifnull(
        (SELECT place & 0xffffffff FROM entry
         WHERE place > q.queue_no << 32 AND place < (q.queue_no + 1) << 32
         ORDER BY place DESC LIMIT 1), 0)), ${conversation}, ${member}
      FROM member m JOIN conversation c USING (queue_no) JOIN queue q USING (queue_no)
      WHERE m.app = ? AND m.user = ? ORDER BY c.conversation`),
    user: db.prepare(
      'SELECT app, user, name, disabled, created_at FROM user WHERE app = ? AND user = ?',
    ),
    personals: db.prepare(`
      SELECT body FROM personal p JOIN entry e ON e.place = (p.queue_no << 32) | p.sync_id
      WHERE p.queue_no = ${byName} AND p.conversation = ? AND p.anchor BETWEEN ? AND ?
      ORDER BY p.anchor, p.sync_id LIMIT ?`),
  };
  return prepared;
}

type ReadName =
  | 'begin'
  | 'end'
  | 'queue'
  | 'queues'
  | 'entries'
  | 'conversation'
  | 'conversations'
  | 'members'
  | 'member'
  | 'memberships'
  | 'user'
  | 'personals';
