import type { ConversationSummary } from '@eagre/protocol';
import type { EagreClient } from '../client.ts';
import type { EagreError } from '../errors.ts';
import { ConversationList, type ListChange } from './conversation-list.ts';
import type { PlacedEntry } from './lines.ts';
import { LiveStore } from './live-store.ts';
import { Loader } from './loader.ts';
import type { Runtime } from './runtime.ts';
import { viewLimits } from './view-limits.ts';
import type { ConversationsView } from './views.ts';

export type ConversationsState = Omit<ConversationsView, 'reload'>;

/** Before anything is known; also what a server renders. */
export const idleConversations: ConversationsState = {
  items: [],
  status: 'loading',
  error: undefined,
  unread: 0,
};

export interface ConversationsStorePorts extends Runtime {
  client: EagreClient;
}

/** The user's conversations as they are shown, as long as somebody looks at them. */
export class ConversationsStore extends LiveStore<ConversationsState> {
  readonly #ports: ConversationsStorePorts;
  readonly #list: ConversationList;
  #loader: Loader | undefined;
  #unsubscribe: (() => void)[] = [];
  #isReady = false;
  #loadedAtMs = Number.NEGATIVE_INFINITY;
  #error: EagreError | undefined;
  /** What was told while an answer was on its way, which may be older. */
  #meanwhile: ListChange[] | undefined;
  #whenLoaded: (() => void)[] = [];

  constructor(ports: ConversationsStorePorts) {
    super(idleConversations, ports.frame);
    this.#ports = ports;
    this.#list = new ConversationList(ports.client.user);
  }

  start(): void {
    this.#loader = new Loader({
      ...this.#ports,
      load: () => this.#load(),
      failed: (error) => this.#failed(error),
    });
    this.#unsubscribe = this.#listen();
    this.#loader.want();
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#loader?.stop();
    this.#loaded();
  }

  /** Asks for the list anew; settles when it is there, or refused. */
  reload(): Promise<void> {
    return new Promise((resolve) => {
      this.#whenLoaded.push(resolve);
      this.#loader?.want();
    });
  }

  readOf(conversation: string): number {
    return this.#list.readOf(conversation);
  }

  /** The user has read it up to `syncId`. */
  read(conversation: string, syncId: number): void {
    this.#apply({ type: 'read', conversation, syncId });
  }

  protected state(): ConversationsState {
    const items = this.#list.items();
    const counted = items.filter(({ muted }) => !muted);
    return {
      items,
      status: this.#isReady ? 'ready' : 'loading',
      error: this.#error,
      unread: counted.reduce((sum, { unread }) => sum + unread, 0),
    };
  }

  #listen(): (() => void)[] {
    const { client } = this.#ports;
    const took = (entry: PlacedEntry) => this.#apply({ type: 'entry', entry });
    return [
      client.on('message', took),
      client.on('members', took),
      client.on('recall', took),
      client.on('conversation', (event) => {
        if (event.change === 'info') took(event);
        else this.#apply({ type: 'about', event });
      }),
      client.on('read', ({ conversation, user, syncId }) => {
        if (user === client.user) this.read(conversation, syncId);
      }),
      // Conversations may have come and gone in what the user queue lost.
      client.on('gap', ({ conversation }) => conversation === undefined && this.#loader?.want()),
    ];
  }

  #apply(change: ListChange): void {
    const isUnclear = this.#list.apply(change);
    const meanwhile = this.#meanwhile;
    // The list never goes back behind an entry of a conversation that it knows.
    if (meanwhile && (isUnclear || change.type === 'about')) {
      meanwhile.push(change);
      if (meanwhile.length > viewLimits.conversations) meanwhile.shift();
    } else if (isUnclear && this.#isReady) this.#askAgain();
    this.changed();
  }

  /** At once, but not more often than now and then. */
  #askAgain(): void {
    const sinceMs = this.#ports.clock.monotonicMs() - this.#loadedAtMs;
    this.#loader?.want(Math.max(0, viewLimits.reloadEveryMs - sinceMs));
  }

  async #load(): Promise<void> {
    this.#meanwhile = [];
    try {
      this.#list.replace(await this.#pages());
      this.#isReady = true;
      this.#error = undefined;
      const isUnclear = this.#meanwhile.map((change) => this.#list.apply(change));
      this.#loadedAtMs = this.#ports.clock.monotonicMs();
      if (isUnclear.includes(true)) this.#askAgain();
    } finally {
      this.#meanwhile = undefined;
    }
    this.#loaded();
  }

  async #pages(): Promise<ConversationSummary[]> {
    const all: ConversationSummary[] = [];
    let more = true;
    while (more && all.length < viewLimits.conversations) {
      const page = { offset: all.length, limit: viewLimits.conversationsPage };
      const answer = await this.#ports.client.conversations(page);
      all.push(...answer.conversations);
      // Nothing came though there is more: the list became shorter meanwhile.
      more = answer.more && answer.conversations.length > 0;
    }
    return all;
  }

  #failed(error: EagreError): void {
    this.#error = error;
    this.#loaded();
  }

  #loaded(): void {
    for (const settle of this.#whenLoaded.splice(0)) settle();
    this.changed();
  }
}
