import type { UserId } from '@eagre/protocol';
import type { ConversationKey } from '../keys.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { Conversation, type Member } from './conversation.ts';

/** Members read from the store in one call. */
const memberPage = 1000;

/** An empty conversation costs memory too: it counts as this many members. */
const conversationCost = 8;

/**
 * Conversations with their members, in memory. Every send plans its recipients from here; the
 * version guard of the commit makes up for whatever is stale, so there is no lock and no lease.
 * Bounded by members in total, the least recently used go first.
 */
export class ConversationCache {
  readonly #timeline: Pick<Timeline, 'conversation' | 'members'>;
  readonly #capacity: number;
  /** In order of use, oldest first. */
  readonly #entries = new Map<ConversationKey, Conversation>();
  readonly #loads = new Map<ConversationKey, Promise<Conversation | undefined>>();
  #cost = 0;

  /** `capacity`: members of all conversations together. */
  constructor(timeline: Pick<Timeline, 'conversation' | 'members'>, capacity: number) {
    this.#timeline = timeline;
    this.#capacity = capacity;
  }

  /** The conversation, or undefined when there is none. Calls at the same time load once. */
  get(key: ConversationKey): Promise<Conversation | undefined> {
    const cached = this.#entries.get(key);
    if (cached !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, cached);
      return Promise.resolve(cached);
    }
    const running = this.#loads.get(key);
    if (running !== undefined) return running;
    const load: Promise<Conversation | undefined> = this.#load(key)
      .then((conversation) => this.#loaded(key, load, conversation))
      .finally(() => {
        if (this.#loads.get(key) === load) this.#loads.delete(key);
      });
    this.#loads.set(key, load);
    return load;
  }

  peek(key: ConversationKey): Conversation | undefined {
    return this.#entries.get(key);
  }

  /** What an own commit made of a conversation. An older version than the cached one is ignored. */
  install(conversation: Conversation): void {
    const key = conversation.key;
    const cached = this.#entries.get(key);
    if (cached !== undefined && cached.version > conversation.version) return;
    this.#loads.delete(key);
    this.#put(key, conversation);
  }

  /** Called on a conflict: drops what is cached unless it is newer than `version` already. */
  outdated(key: ConversationKey, version: number): void {
    const cached = this.#entries.get(key);
    if (cached !== undefined && cached.version > version) return;
    this.#loads.delete(key);
    this.#drop(key);
  }

  /** Members counted against the capacity. */
  size(): number {
    return this.#cost;
  }

  #loaded(
    key: ConversationKey,
    load: Promise<Conversation | undefined>,
    conversation: Conversation | undefined,
  ): Conversation | undefined {
    // A commit or conflict in the meantime made this load stale: what it installed counts.
    if (this.#loads.get(key) !== load) return this.#entries.get(key) ?? conversation;
    if (conversation !== undefined) this.#put(key, conversation);
    return conversation;
  }

  /** The record first: members may then be newer, never older, and a guard finds that out. */
  async #load(key: ConversationKey): Promise<Conversation | undefined> {
    const record = await this.#timeline.conversation(key);
    if (record === undefined) return undefined;
    const members = new Map<UserId, Member>();
    for (let after = ''; ; ) {
      const page = await this.#timeline.members(key, after, memberPage);
      for (const { user, role, start, joinedAt, muted } of page) {
        members.set(user, { role, start, joinedAt, muted });
        after = user;
      }
      if (page.length < memberPage) return new Conversation(record, members);
    }
  }

  #put(key: ConversationKey, conversation: Conversation): void {
    this.#drop(key);
    this.#entries.set(key, conversation);
    this.#cost += costOf(conversation);
    for (const oldest of this.#entries.keys()) {
      if (this.#cost <= this.#capacity || oldest === key) return;
      this.#drop(oldest);
    }
  }

  #drop(key: ConversationKey): void {
    const cached = this.#entries.get(key);
    if (cached === undefined) return;
    this.#entries.delete(key);
    this.#cost -= costOf(cached);
  }
}

function costOf(conversation: Conversation): number {
  return conversation.members.size + conversationCost;
}
