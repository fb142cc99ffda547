import type {
  ConversationEntry,
  PullAnswer,
  QueueId,
  QueuePosition,
  QueueState,
  SyncAnswer,
  UserEntry,
} from '@eagre/protocol';
import { isUserQueue, userQueueOf } from '@eagre/protocol';
import { ModelQueue } from './model-queue.ts';

/** What a model device asks the server. */
export interface ModelServer {
  coldStart(device: ModelDevice, positions: QueuePosition[]): Promise<SyncAnswer>;
  pull(
    user: string,
    ranges: { queue: QueueId; from: number; epoch: number }[],
  ): Promise<PullAnswer>;
}

interface Tracked {
  queue: ModelQueue<ConversationEntry>;
  followed: boolean;
}

/**
 * A client that knows the rules of the protocol and nothing else: a position for each queue and
 * conversation, kept whatever the mode, everything that arrives sorted by it, holes pulled.
 */
export class ModelDevice {
  readonly user: string;
  readonly server: ModelServer;
  /** syncIds that the application was given, by conversation. */
  readonly given = new Map<string, number[]>();
  readonly messages: string[] = [];
  readonly personals: string[] = [];
  readonly failures: string[] = [];
  readonly #own: ModelQueue<UserEntry>;
  #epoch = 0;
  #fresh = true;
  readonly #conversations = new Map<string, Tracked>();
  #listed = new Set<string>();
  #listedAt = -1;
  /** While the answer to `connect` is put together: heads of what arrived. */
  #corked: Map<QueueId, number> | undefined;
  /** Grows with each connection; what belongs to an older one is ignored. */
  session = 0;
  #pulling = false;

  constructor(user: string, server: ModelServer) {
    this.user = user;
    this.server = server;
    this.#own = new ModelQueue(0, (at, entry) => this.#userEntry(at, entry));
  }

  async connect(): Promise<void> {
    this.session += 1;
    this.#corked = new Map();
    await this.#ask();
    const noted = this.#corked;
    this.#corked = undefined;
    for (const [queue, head] of noted ?? []) this.head(queue, head);
    // What was owed on the connection before is owed still.
    this.#pull();
  }

  sync(): Promise<void> {
    return this.#ask();
  }

  entries(queue: QueueId, first: number, entries: readonly string[]): void {
    const last = first + entries.length - 1;
    if (this.#corked !== undefined) {
      this.#corked.set(queue, Math.max(this.#corked.get(queue) ?? 0, last));
    } else {
      this.#offer(
        queue,
        first,
        entries.map((entry) => JSON.parse(entry)),
      );
      this.#pull();
    }
  }

  head(queue: QueueId, head: number): void {
    const target = isUserQueue(queue) ? this.#own : this.#conversations.get(queue)?.queue;
    if (target !== undefined) target.known = Math.max(target.known, head);
    this.#pull();
  }

  /** For the fan-out's `tellHead`. */
  tellHead(queue: QueueId, _epoch: number, head: number): void {
    if (this.#corked === undefined) this.head(queue, head);
    else this.#corked.set(queue, Math.max(this.#corked.get(queue) ?? 0, head));
  }

  get settled(): boolean {
    const all = [this.#own, ...[...this.#conversations.values()].map(({ queue }) => queue)];
    return !this.#pulling && all.every(({ lacks }) => !lacks);
  }

  #positions(): QueuePosition[] {
    if (this.#fresh) return [];
    const followed = [...this.#conversations].filter(([, one]) => one.followed);
    return [
      [userQueueOf(this.user), this.#epoch, this.#own.position],
      ...followed.map(
        ([id, { queue }]): QueuePosition => [id as QueueId, this.#epoch, queue.position],
      ),
    ];
  }

  async #ask(): Promise<void> {
    const { session } = this;
    const answer = await this.server.coldStart(this, this.#positions());
    if (session !== this.session) return;
    const [own, ...states] = answer.queues;
    if (own === undefined) throw new Error('an answer without the user queue');
    this.#epoch = own.epoch;
    this.#list(states, own.head);
    this.#fresh = false;
    for (const state of [own, ...states]) {
      if (state.gap !== undefined) this.failures.push(`gap ${state.gap} in ${state.queue}`);
      this.#offer(state.queue, state.from + 1, state.items);
    }
    this.head(own.queue, own.head);
    for (const { queue, head } of states) this.head(queue, head);
  }

  #list(states: readonly QueueState[], userAt: number): void {
    this.#listed = new Set(states.map(({ queue }) => queue));
    this.#listedAt = userAt;
    for (const { queue, from } of states) this.#track(queue, from).followed = true;
    // What the user queue changed since is newer than the list.
    if (this.#own.position > userAt) return;
    for (const [id, one] of this.#conversations) one.followed = this.#listed.has(id);
  }

  #offer(queue: QueueId, first: number, entries: readonly unknown[]): void {
    if (isUserQueue(queue)) this.#own.offer(first, entries as UserEntry[]);
    else this.#conversations.get(queue)?.queue.offer(first, entries as ConversationEntry[]);
  }

  #userEntry(at: number, entry: UserEntry): void {
    const id = entry.conversation;
    const isNewer = at > this.#listedAt;
    const isListed = !isNewer && this.#listed.has(id);
    switch (entry.type) {
      case 'copy':
        this.#track(id, entry.syncId - 1).queue.offer(entry.syncId, [entry.entry]);
        break;
      case 'personal':
        this.personals.push(entry.entry.clientId ?? '');
        break;
      case 'joined':
        if (isListed) break;
        this.#track(id, entry.syncId).queue.startAt(entry.syncId);
        if (isNewer) this.#track(id, 0).followed = entry.mode === 'read';
        break;
      case 'mode': {
        const tracked = this.#track(id, entry.syncId);
        tracked.queue.known = Math.max(tracked.queue.known, entry.syncId);
        if (isNewer) tracked.followed = entry.mode === 'read';
        break;
      }
      case 'left':
        // The position stays: the list may have led into the next stay already.
        if (!isListed) this.#track(id, entry.syncId).followed = false;
        break;
      case 'settings':
    }
  }

  #track(id: string, position: number): Tracked {
    const known = this.#conversations.get(id);
    if (known !== undefined) return known;
    const queue = new ModelQueue<ConversationEntry>(position, (syncId, entry) => {
      this.given.getOrInsertComputed(id, () => []).push(syncId);
      if (entry.type === 'message') this.messages.push(entry.clientId ?? '');
    });
    const tracked = { queue, followed: false };
    this.#conversations.set(id, tracked);
    return tracked;
  }

  #pull(): void {
    if (this.#pulling || this.#corked !== undefined) return;
    const ranges = [
      ...(this.#own.lacks ? [[userQueueOf(this.user), this.#own] as const] : []),
      ...[...this.#conversations].flatMap(([id, { queue }]) =>
        queue.lacks ? [[id as QueueId, queue] as const] : [],
      ),
    ].map(([queue, { position }]) => ({ queue, from: position, epoch: this.#epoch }));
    if (ranges.length === 0) return;
    this.#pulling = true;
    const { session } = this;
    this.server.pull(this.user, ranges).then(
      (answer) => {
        this.#pulling = false;
        if (session !== this.session) return this.#pull();
        let got = false;
        for (const { queue, from, items, error } of answer.ranges) {
          // Refused: the user left, and the user queue is about to say so.
          if (error !== undefined) continue;
          got ||= items.length > 0;
          this.#offer(queue, from + 1, items);
        }
        if (got) this.#pull();
      },
      (error) => void this.failures.push(String(error)),
    );
  }
}
