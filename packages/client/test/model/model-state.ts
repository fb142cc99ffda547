import type {
  ConversationEntry,
  ConversationId,
  FanoutMode,
  MessageEntry,
  QueueEntry,
  QueueId,
  UserEntry,
  UserId,
} from '@eagre/protocol';
import { directOf, queueOf, userQueueOf } from '@eagre/protocol/names';
import { ModelLog } from './model-log.ts';

export interface ModelConversation {
  id: ConversationId;
  mode: FanoutMode;
  /** User to the head when they joined. */
  members: Map<string, number>;
  log: ModelLog;
}

export interface Appended {
  queue: QueueId;
  epoch: number;
  syncId: number;
}

interface Backup {
  heads: Map<ModelLog, number>;
  conversations: Map<string, Pick<ModelConversation, 'mode' | 'members'>>;
}

const backupsKept = 8;

type WithoutStamp<Entry> = Entry extends UserEntry
  ? Omit<Entry, 'conversation' | 'epoch' | 'syncId'>
  : never;

/** What the model's store holds, and the commits that change it, each all at once (common rules 1 to 4). */
export class ModelState {
  epoch = 1;
  readonly users = new Map<string, ModelLog>();
  readonly conversations = new Map<string, ModelConversation>();
  /** Told after each commit, in order. */
  committed: (appended: Appended[]) => void = () => {};
  /** Everything that was ever at a place, for the checker. */
  readonly history = new Map<string, QueueEntry>();
  /** `user conversation epoch start` of every stay. */
  readonly joins = new Set<string>();
  readonly leaves = new Set<string>();
  readonly trimmed = new Set<string>();
  readonly answered = new Map<string, { epoch: number; syncId: number; at: number }>();
  /** How often a message of a client id was stored. */
  readonly stored = new Map<string, number>();
  at = 1;
  /** One from before each of the last commits. */
  readonly #backups: Backup[] = [];

  userLog(user: string): ModelLog {
    let log = this.users.get(user);
    if (log === undefined) {
      log = new ModelLog(this.epoch);
      this.users.set(user, log);
    }
    return log;
  }

  logOf(queue: QueueId): ModelLog | undefined {
    return queue.startsWith('user:')
      ? this.userLog(queue.slice(5))
      : this.conversations.get(queue)?.log;
  }

  create(id: ConversationId, mode: FanoutMode, members: string[]): ModelConversation {
    const conversation = { id, mode, members: new Map(), log: new ModelLog(this.epoch) };
    this.conversations.set(id, conversation);
    for (const user of members) this.join(user, id);
    return conversation;
  }

  /** The conversation, made in the first commit if it is a direct one. */
  conversation(id: string): ModelConversation | undefined {
    const known = this.conversations.get(id);
    const [kind, one, other] = id.split(':');
    if (known !== undefined || kind !== 'direct' || !one || !other) return known;
    const conversation = this.create(directOf(one, other), 'write', []);
    for (const user of [one, other]) conversation.members.set(user, 0);
    return conversation;
  }

  join(user: string, id: ConversationId): void {
    const conversation = this.conversations.get(id);
    if (conversation === undefined || conversation.members.has(user)) return;
    const by = user as UserId;
    const appended = this.#append(conversation, {
      type: 'members',
      at: this.#tick(),
      by,
      joined: [by],
    });
    const { head, epoch } = conversation.log;
    conversation.members.set(user, head);
    this.joins.add(`${user} ${id} ${epoch} ${head}`);
    const { mode } = conversation;
    appended.push(
      this.#toUser(user, conversation, {
        type: 'joined',
        at: this.at,
        by,
        mode,
        priority: 'normal',
      }),
    );
    this.committed(appended);
  }

  leave(user: string, id: ConversationId): void {
    const conversation = this.conversations.get(id);
    if (!conversation?.members.has(user)) return;
    const at = this.#tick();
    conversation.members.delete(user);
    const by = user as UserId;
    this.leaves.add(`${user} ${id}`);
    const appended = this.#append(conversation, {
      type: 'members',
      at,
      by,
      left: [by],
    });
    appended.push(
      this.#toUser(user, conversation, { type: 'left', at: this.at, by, reason: 'left' }),
    );
    this.committed(appended);
  }

  setMode(id: ConversationId, mode: FanoutMode): void {
    const conversation = this.conversations.get(id);
    if (conversation === undefined || conversation.mode === mode) return;
    const entry = { type: 'mode', at: this.#tick(), mode, priority: 'normal' } as const;
    conversation.mode = mode;
    this.committed(
      [...conversation.members.keys()].map((user) => this.#toUser(user, conversation, entry)),
    );
  }

  message(conversation: ModelConversation, message: Omit<MessageEntry, 'at'>): number {
    this.#count(message);
    this.committed(this.#append(conversation, { ...message, at: this.#tick() }));
    return conversation.log.head;
  }

  personal(conversation: ModelConversation, to: string, message: Omit<MessageEntry, 'at'>): number {
    this.#count(message);
    const entry = { ...message, at: this.#tick() };
    this.committed([this.#toUser(to, conversation, { type: 'personal', entry })]);
    return conversation.log.head;
  }

  /** Takes a message back; gives the place of the entry that says so. */
  recall(conversation: ModelConversation, by: string, target: number): number {
    const { log } = conversation;
    const [taken] = log.slice(target, target);
    if (taken?.type === 'message') Object.assign(taken, { body: {}, recalled: true });
    const entry = { type: 'recall', at: this.#tick(), by: by as UserId, target } as const;
    this.committed(this.#append(conversation, entry));
    return log.head;
  }

  /**
   * Puts back a backup from before the last `lost` commits. A backup is the whole store at one moment,
   * logs, memberships and modes alike; every log gets a new epoch, the stamps in it stay as they are.
   */
  restore(lost: number): void {
    const backup = (lost > 0 ? this.#backups.at(-lost) : undefined) ?? this.#backup();
    this.#backups.length = 0;
    this.epoch += 1;
    for (const log of this.users.values()) log.restore(backup.heads.get(log) ?? 0, this.epoch);
    for (const [id, conversation] of this.conversations) {
      const { mode, members } = backup.conversations.get(id) ?? {
        mode: 'write',
        members: new Map(),
      };
      for (const user of conversation.members.keys()) {
        if (!members.has(user)) this.leaves.add(`${user} ${id}`);
      }
      conversation.log.restore(backup.heads.get(conversation.log) ?? 0, this.epoch);
      conversation.mode = mode;
      conversation.members = members;
      for (const [user, start] of members) this.joins.add(`${user} ${id} ${this.epoch} ${start}`);
      if (!backup.conversations.has(id)) this.conversations.delete(id);
    }
  }

  /** What came so far is in every backup. */
  found(): void {
    this.#backups.length = 0;
  }

  #backup(): Backup {
    const logs = [
      ...this.users.values(),
      ...[...this.conversations.values()].map(({ log }) => log),
    ];
    const conversations = [...this.conversations].map(([id, { mode, members }]) => {
      return [id, { mode, members: new Map(members) }] as const;
    });
    return {
      heads: new Map(logs.map((log) => [log, log.head])),
      conversations: new Map(conversations),
    };
  }

  #count({ clientId }: Omit<MessageEntry, 'at'>): void {
    if (clientId !== undefined) this.stored.set(clientId, (this.stored.get(clientId) ?? 0) + 1);
  }

  #append(conversation: ModelConversation, entry: ConversationEntry): Appended[] {
    const { id, log, mode, members } = conversation;
    const appended = [this.#put(queueOf(id), log, entry)];
    if (mode === 'read') return appended;
    const copies = [...members.keys()].map((user) =>
      this.#toUser(user, conversation, { type: 'copy', entry }),
    );
    return appended.concat(copies);
  }

  #toUser(user: string, { id, log }: ModelConversation, entry: WithoutStamp<UserEntry>): Appended {
    const stamp = { conversation: id, epoch: log.epoch, syncId: log.head };
    return this.#put(userQueueOf(user), this.userLog(user), { ...stamp, ...entry } as UserEntry);
  }

  #put(queue: QueueId, log: ModelLog, entry: QueueEntry): Appended {
    const syncId = log.append(entry);
    this.history.set(`${queue} ${log.epoch} ${syncId}`, entry);
    return { queue, epoch: log.epoch, syncId };
  }

  /** Each commit begins with it. */
  #tick(): number {
    this.#backups.push(this.#backup());
    if (this.#backups.length > backupsKept) this.#backups.shift();
    this.at += 1;
    return this.at;
  }
}
