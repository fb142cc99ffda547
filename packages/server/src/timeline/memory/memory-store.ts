import type { ConversationId, UserId } from '@eagre/protocol';
import type { ConversationKey, DocumentKey, QueueKey, UserKey } from '../../keys.ts';
import type { Membership } from '../records.ts';
import type { RangeRequest } from '../timeline.ts';
import { MemoryDocuments } from './memory-documents.ts';
import { MemoryLogs } from './memory-logs.ts';
import { MemoryOnce } from './memory-once.ts';
import { MemoryState } from './memory-state.ts';
import { MemoryWriter } from './memory-writer.ts';

/**
 * What a reference store holds, with its reads as plain calls. Timelines that share one are nodes that
 * share a database.
 */
export class MemoryStore {
  readonly writer: MemoryWriter;
  readonly #logs: MemoryLogs;
  readonly #documents = new MemoryDocuments();
  readonly #state: MemoryState;

  /** `nowMs`: wall clock; the epoch of the store is its second. */
  constructor(nowMs: number) {
    this.#logs = new MemoryLogs(Math.floor(nowMs / 1000));
    this.#state = new MemoryState(this.#logs, this.#documents);
    this.writer = new MemoryWriter(this.#logs, this.#state, new MemoryOnce(nowMs));
  }

  range(request: RangeRequest) {
    const log = this.#logs.find(request.queue);
    if (log !== undefined) return log.range(request);
    return { ...this.#logs.head(request.queue), first: request.after + 1, entries: [] };
  }

  head(queue: QueueKey) {
    return this.#logs.head(queue);
  }

  queues(after: string, limit: number) {
    return page(this.#logs.list(), ({ queue }) => queue, after, limit);
  }

  conversation(key: ConversationKey) {
    return this.#state.conversation(key);
  }

  conversations(app: string, after: string, limit: number) {
    return page(this.#state.conversations(app), (one) => one.conversation, after, limit);
  }

  members(key: ConversationKey, after: string, limit: number) {
    return page(this.#state.members(key), (member) => member.user, after, limit);
  }

  member(key: ConversationKey, user: UserId) {
    return this.#state.member(key, user);
  }

  memberships(user: UserKey) {
    return this.#state.joined(user).flatMap((key) => this.#membership(key, user));
  }

  user(user: UserKey) {
    return this.#state.user(user);
  }

  personals(
    queue: QueueKey,
    conversation: ConversationId,
    from: number,
    to: number,
    limit: number,
  ): string[] {
    return this.#logs.find(queue)?.personals(conversation, from, to, limit) ?? [];
  }

  document(key: DocumentKey) {
    return this.#documents.document(key);
  }

  documents(prefix: string, after: string, limit: number) {
    return page(this.#documents.documents(prefix), (one) => one.key, after, limit);
  }

  counts(key: DocumentKey) {
    return this.#documents.counts(key);
  }

  trim(queue: QueueKey, upTo: number): void {
    this.#logs.find(queue)?.trim(upTo);
  }

  #membership(key: ConversationKey, user: UserKey): Membership[] {
    const conversation = this.#state.conversation(key);
    const member = this.#state.member(key, user.slice(user.indexOf('/') + 1) as UserId);
    if (conversation === undefined || member === undefined) return [];
    const { epoch, head } = this.#logs.head(key);
    return [{ conversation, member, epoch, head }];
  }
}

function page<T>(all: readonly T[], id: (item: T) => string, after: string, limit: number): T[] {
  return all.filter((item) => id(item) > after).slice(0, limit);
}
