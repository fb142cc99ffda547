import {
  type Clock,
  type ConversationId,
  kindOf,
  type TypingPush,
  usersOfDirect,
} from '@eagre/protocol';
import type { Bus } from '../bus/bus.ts';
import { conversationKey, deviceKey, type QueueKey, userQueueKey } from '../keys.ts';
import type { Limits } from '../limits.ts';
import { isOwnDirect, requireMembership, requireSupported } from './access.ts';
import type { Actor } from './actor.ts';
import { BoundedMap } from './bounded-map.ts';
import type { Conversation } from './conversation.ts';
import type { ConversationCache } from './conversation-cache.ts';

export interface TypingDependencies {
  cache: ConversationCache;
  bus: Pick<Bus, 'publish'>;
  clock: Clock;
  limits: Pick<Limits, 'typingUserMs' | 'typingPerSecond' | 'typingMembers' | 'rememberedTyping'>;
}

/** Passes on who is writing: never stored, and silently left out when there is too much of it. */
export class Typing {
  readonly #use: TypingDependencies;
  /** When a user's typing was last passed on. Monotonic, ms. */
  readonly #users: BoundedMap<string, number>;
  /** How many were passed on in which second. */
  readonly #conversations: BoundedMap<string, { second: number; count: number }>;

  constructor(use: TypingDependencies) {
    this.#use = use;
    this.#users = new BoundedMap(use.limits.rememberedTyping);
    this.#conversations = new BoundedMap(use.limits.rememberedTyping);
  }

  async typing(actor: Actor, conversation: ConversationId): Promise<void> {
    requireSupported(conversation);
    const key = conversationKey(actor.app, conversation);
    // Before the first message there is no conversation, but there is a peer who may be told.
    const topics = await this.#use.cache.checked(key, (known) =>
      known === undefined && isOwnDirect(actor, conversation)
        ? peersOf(actor, conversation)
        : this.#topicsOf(actor, requireMembership(actor, known).conversation),
    );
    if (!this.#admit(`${actor.user} ${key}`, key)) return;
    const push: TypingPush = { push: 'typing', conversation, user: actor.user };
    const frame = JSON.stringify(push);
    const except =
      actor.device === undefined ? {} : { exceptDevice: deviceKey(actor.user, actor.device) };
    for (const topic of topics) {
      this.#use.bus.publish(topic, { type: 'ephemeral', frame, ...except });
    }
  }

  #topicsOf(actor: Actor, conversation: Conversation): QueueKey[] {
    if (conversation.mode === 'read') return [conversation.key];
    if (kindOf(conversation.id) === 'direct') return peersOf(actor, conversation.id);
    if (conversation.members.size > this.#use.limits.typingMembers) return [];
    const others = [...conversation.members.keys()].filter((user) => user !== actor.user);
    return others.map((user) => userQueueKey(actor.app, user));
  }

  #admit(slot: string, key: string): boolean {
    const { clock, limits } = this.#use;
    const nowMs = clock.monotonicMs();
    const last = this.#users.get(slot);
    if (last !== undefined && nowMs - last < limits.typingUserMs) return false;
    const second = Math.floor(nowMs / 1000);
    const passed = this.#conversations.get(key);
    const count = passed?.second === second ? passed.count : 0;
    if (count >= limits.typingPerSecond) return false;
    this.#users.set(slot, nowMs);
    this.#conversations.set(key, { second, count: count + 1 });
    return true;
  }
}

function peersOf(actor: Actor, conversation: ConversationId): QueueKey[] {
  const peers = (usersOfDirect(conversation) ?? []).filter((user) => user !== actor.user);
  return peers.map((user) => userQueueKey(actor.app, user));
}
