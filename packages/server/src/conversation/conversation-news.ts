import type { Clock, Timer } from '@eagre/protocol';
import type { BusMessage, ClusterBus, Subscription } from '../bus/bus.ts';
import type { ConversationKey } from '../keys.ts';
import type { Limits } from '../limits.ts';
import type { Conversation } from './conversation.ts';
import type { CacheDoubt, ConversationCache } from './conversation-cache.ts';

/** All nodes hear this one: whose memory has which conversation nobody knows. No key has a `#` here. */
const subject = '#conversations';

export interface ConversationNewsOptions {
  readonly node: string;
  readonly bus: ClusterBus;
  readonly clock: Clock;
  readonly limits: Pick<
    Limits,
    'conversationNewsMs' | 'conversationNewsKeys' | 'conversationTrustMs' | 'conversationDoubtMs'
  >;
}

/** How long a node of a cluster takes what it remembers of a conversation as it was last seen. */
export function clusterDoubt({ bus, clock, limits }: ConversationNewsOptions): CacheDoubt {
  return {
    clock,
    trustedMs: () => (bus.connected ? limits.conversationTrustMs : limits.conversationDoubtMs),
  };
}

/**
 * Tells the other nodes which conversations have a new version, so that who has just joined may act
 * anywhere, and forgets what others changed. A storm of joins is one short message every few
 * milliseconds, and a lost one is made up for by the cache's own doubt.
 */
export class ConversationNews {
  readonly #options: ConversationNewsOptions;
  readonly #cache: Pick<ConversationCache, 'outdated' | 'clear'>;
  readonly #subscriptions: readonly Subscription[];
  #changed = new Map<ConversationKey, number>();
  #timer: Timer | undefined;
  #isClosed = false;

  constructor(
    options: ConversationNewsOptions,
    cache: Pick<ConversationCache, 'outdated' | 'clear'>,
  ) {
    const { bus } = options;
    this.#options = options;
    this.#cache = cache;
    this.#subscriptions = [
      bus.subscribe(subject, (message) => this.#take(message)),
      bus.watch((connected) => {
        if (connected) cache.clear();
      }),
    ];
  }

  /** This node made a new version. */
  changed({ key, version }: Conversation): void {
    this.#changed.set(key, version);
    const { clock, limits } = this.#options;
    const isUrgent = this.#isClosed || this.#changed.size >= limits.conversationNewsKeys;
    if (isUrgent) this.#tell();
    else this.#timer ??= clock.setTimer(limits.conversationNewsMs, () => this.#tell());
  }

  /** What the commits still under way change is told at once. */
  close(): void {
    this.#isClosed = true;
    this.#tell();
    for (const subscription of this.#subscriptions) subscription.cancel();
  }

  #tell(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    if (this.#changed.size === 0) return;
    const { bus, node } = this.#options;
    const changed = [...this.#changed];
    this.#changed = new Map();
    bus.publish(subject, { type: 'conversations', node, changed });
  }

  #take(message: BusMessage): void {
    if (message.type !== 'conversations' || message.node === this.#options.node) return;
    for (const [key, version] of message.changed) {
      this.#cache.outdated(key as ConversationKey, version - 1);
    }
  }
}
