import { kindOf } from '@eagre/protocol/names';
import type { EagreClient } from '../client.ts';
import type { Conversation } from '../conversation.ts';
import { EagreError } from '../errors.ts';
import type { EagreConversationEvent } from '../events.ts';
import { ConversationLog } from './conversation-log.ts';
import { errorOf } from './error-of.ts';
import { LiveStore } from './live-store.ts';
import { Loader } from './loader.ts';
import type { Outbox } from './outbox.ts';
import { ReadMarks } from './read-marks.ts';
import type { Runtime } from './runtime.ts';
import { TypingUsers } from './typing-users.ts';
import { viewLimits } from './view-limits.ts';
import type { ConversationView } from './views.ts';

export type ConversationState = Pick<
  ConversationView,
  'lines' | 'status' | 'error' | 'hasMore' | 'loadingMore' | 'head' | 'typing' | 'reads'
>;

/** Before anything is known; also what a server renders. */
export const idleConversation: ConversationState = {
  lines: [],
  status: 'loading',
  error: undefined,
  hasMore: false,
  loadingMore: false,
  head: 0,
  typing: [],
  reads: {},
};

export interface ConversationStorePorts extends Runtime {
  client: EagreClient;
  outbox: Outbox;
  /** How far the user has read it as far as the list of conversations knows. */
  readOf(conversation: string): number;
  /** The user has read it up to `syncId`. */
  read(conversation: string, syncId: number): void;
}

/** One conversation as it is shown, as long as somebody looks at it. */
export class ConversationStore extends LiveStore<ConversationState> {
  readonly conversation: Conversation;
  readonly #ports: ConversationStorePorts;
  readonly #log: ConversationLog;
  readonly #typing: TypingUsers;
  readonly #marks: ReadMarks;
  #loader: Loader | undefined;
  #marksLoader: Loader | undefined;
  #unsubscribe: (() => void)[] = [];
  #error: EagreError | undefined;
  #isRefused = false;
  #loadingMore: Promise<void> | undefined;
  /** How many entries are kept; loading older ones raises it. */
  #keep: number = viewLimits.liveEntries;

  constructor(id: string, ports: ConversationStorePorts) {
    super(idleConversation, ports.frame);
    const { client, clock, outbox } = ports;
    const changed = () => this.changed();
    this.conversation = client.conversation(id);
    this.#ports = ports;
    this.#log = new ConversationLog({
      user: client.user,
      stored: (clientId) => outbox.stored(clientId),
    });
    this.#typing = new TypingUsers(clock, changed);
    this.#marks = new ReadMarks({
      user: client.user,
      conversation: this.conversation,
      changed: (own) => {
        ports.read(id, own);
        changed();
      },
    });
  }

  start(): void {
    const { client } = this.#ports;
    const { id } = this.conversation;
    this.#marks.heard(client.user, this.#ports.readOf(id));
    this.#loader = new Loader({
      ...this.#ports,
      load: () => this.#loadNewest(),
      failed: (error, isOver) => this.#failed(error, isOver),
    });
    // In a group nobody is told how others read on: what was asked for would be old at once.
    if (kindOf(id) === 'direct') {
      this.#marksLoader = new Loader({
        ...this.#ports,
        load: () => this.#loadMarks(),
        // What is told live is shown all the same.
        failed: () => {},
      });
    }
    this.#unsubscribe = this.#listen();
    this.#loader.want();
    this.#marksLoader?.want();
    // Unsent messages are there before the first page.
    this.changed();
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#loader?.stop();
    this.#marksLoader?.stop();
    this.#typing.clear();
  }

  /** The page before the first line; what went wrong is told by `error`. */
  loadMore(): Promise<void> {
    if (!this.#mayLoadMore) return Promise.resolve();
    this.#loadingMore ??= this.#loadOlder().finally(() => {
      this.#loadingMore = undefined;
      this.changed();
    });
    this.changed();
    return this.#loadingMore;
  }

  markRead(): void {
    this.#marks.mark(this.#log.head);
  }

  protected state(): ConversationState {
    this.#log.trim(this.#keep);
    return {
      lines: [...this.#log.lines(), ...this.#ports.outbox.of(this.conversation.id)],
      status: this.#isRefused ? 'refused' : this.#log.isLoaded ? 'ready' : 'loading',
      error: this.#error,
      hasMore: this.#mayLoadMore,
      loadingMore: this.#loadingMore !== undefined,
      head: this.#log.head,
      typing: this.#typing.names,
      reads: this.#marks.all,
    };
  }

  get #mayLoadMore(): boolean {
    return this.#log.hasMore && this.#log.size < viewLimits.scrolledEntries;
  }

  #listen(): (() => void)[] {
    const { conversation } = this;
    const { client } = this.#ports;
    const log = this.#log;
    return [
      conversation.on('message', (event) => {
        this.#typing.stops(event.from);
        this.#took(() => log.arrived(event));
      }),
      conversation.on('members', (event) => this.#took(() => log.arrived(event))),
      conversation.on('recall', (event) => this.#took(() => log.arrived(event))),
      conversation.on('personal', (event) => this.#took(() => log.personal(event))),
      conversation.on('conversation', (event) => this.#about(event)),
      conversation.on('typing', ({ user }) => user !== client.user && this.#typing.types(user)),
      conversation.on('read', ({ user, syncId }) => this.#marks.heard(user, syncId)),
      client.on('gap', (event) => {
        if (event.conversation === conversation.id) this.#took(() => log.gap(event));
        // Personal messages may have been among what the user queue lost.
        else if (event.conversation === undefined) this.#loader?.want();
      }),
      client.on('state', ({ state }) => {
        if (state === 'online') this.#marks.tell();
        else this.#lost();
      }),
    ];
  }

  /** While the connection is away others read on: the next one is asked how far. */
  #lost(): void {
    this.#typing.clear();
    this.#marksLoader?.want();
  }

  #about(event: EagreConversationEvent): void {
    if (event.change === 'info') this.#took(() => this.#log.arrived(event));
    else if (event.change === 'left') {
      const message = `${event.conversation} was left: ${event.reason}`;
      this.#failed(new EagreError('not_member', message), true);
    } else if (event.change === 'joined' && this.#isRefused) {
      this.#isRefused = false;
      this.#error = undefined;
      this.#loader?.want();
      this.changed();
    }
  }

  #took(take: () => void): void {
    const { epoch } = this.#log;
    take();
    if (epoch !== undefined && this.#log.epoch !== epoch) {
      this.#marks.clear();
      this.#marksLoader?.want();
    }
    if (this.#log.wantsPage && !this.#isRefused && !this.#loader?.isLoading) this.#loader?.want();
    this.changed();
  }

  async #loadNewest(): Promise<void> {
    const page = await this.conversation.history({ limit: viewLimits.pageEntries });
    this.#isRefused = false;
    this.#error = undefined;
    this.#took(() => this.#log.newestPage(page));
    // The answer may be older than what arrived: a moment later it will not be.
    if (this.#log.wantsPage) this.#loader?.want(viewLimits.reloadEveryMs);
  }

  async #loadMarks(): Promise<void> {
    const { reads } = await this.conversation.readMarks();
    for (const { user, syncId } of reads) this.#marks.heard(user, syncId);
  }

  async #loadOlder(): Promise<void> {
    const { first: before } = this.#log;
    try {
      const page = await this.conversation.history({ before, limit: viewLimits.pageEntries });
      this.#error = undefined;
      this.#log.olderPage(page, before);
      this.#keep = Math.max(this.#keep, this.#log.size);
    } catch (caught) {
      this.#error = errorOf(caught);
    }
  }

  #failed(error: EagreError, isOver: boolean): void {
    this.#isRefused ||= isOver;
    this.#error = error;
    this.changed();
  }
}
