import type { Clock, UserId } from '@eagre/protocol';
import type { ConversationKey } from '../keys.ts';
import { ServiceError } from '../service-error.ts';
import { type Timeline, TimelineError } from '../timeline/timeline.ts';
import { Conversation, type Member } from './conversation.ts';

/** Members read from the store in one call. */
const memberPage = 1000;

/** An empty conversation costs memory too: it counts as this many members. */
const conversationCost = 8;

/** Where other nodes write too: how long something is taken as it was last seen in the store. */
export interface CacheDoubt {
  readonly clock: Clock;
  /** ms. */
  readonly trustedMs: () => number;
}

/**
 * Conversations with their members, in memory. Every send plans its recipients from here; the
 * version guard of the commit makes up for whatever is stale, so there is no lock and no lease.
 * Bounded by members in total, the least recently used go first.
 *
 * Other nodes tell what they changed (see conversation-news.ts). That may be lost or late, so what is
 * old is compared with the store, and a refusal is made sure of before it is given (`checked`).
 */
export class ConversationCache {
  readonly #timeline: Pick<Timeline, 'conversation' | 'members'>;
  readonly #capacity: number;
  readonly #doubt: CacheDoubt | undefined;
  /** Monotonic time at which the store was known to have this version. */
  readonly #seenAtMs = new WeakMap<Conversation, number>();
  /** In order of use, oldest first. */
  readonly #entries = new Map<ConversationKey, Conversation>();
  readonly #loads = new Map<ConversationKey, Promise<Conversation | undefined>>();
  #cost = 0;

  /** `capacity`: members of all conversations together. Without `doubt` nobody else writes. */
  constructor(
    timeline: Pick<Timeline, 'conversation' | 'members'>,
    capacity: number,
    doubt?: CacheDoubt,
  ) {
    this.#timeline = timeline;
    this.#capacity = capacity;
    this.#doubt = doubt;
  }

  /** The conversation, or undefined when there is none. Calls at the same time load once. */
  get(key: ConversationKey): Promise<Conversation | undefined> {
    const cached = this.#entries.get(key);
    if (cached !== undefined && this.#isTrusted(cached)) {
      this.#entries.delete(key);
      this.#entries.set(key, cached);
      return Promise.resolve(cached);
    }
    return this.#loads.get(key) ?? this.#begin(key, cached);
  }

  /**
   * What `check` makes of the conversation. A refusal (`ServiceError`) that rests on memory is made
   * sure of: another node may have let the actor in a moment ago.
   */
  async checked<T>(
    key: ConversationKey,
    check: (conversation: Conversation | undefined) => T,
  ): Promise<T> {
    const known = this.#entries.get(key);
    try {
      return check(await this.get(key));
    } catch (error) {
      if (!(error instanceof ServiceError) || known === undefined) throw error;
      if (!(await this.isOutdated(known))) throw error;
      return check(await this.get(key));
    }
  }

  /**
   * Whether the store has another version by now; if so, the next `get` gives it. Rejects with errors
   * of the store: while it is away nobody is refused for good.
   */
  async isOutdated(conversation: Conversation): Promise<boolean> {
    if (this.#doubt === undefined) return false;
    const { key, version } = conversation;
    const record = await this.#timeline.conversation(key);
    if (record?.version === version) return false;
    this.outdated(key, version);
    return true;
  }

  /** Everything is read anew: what others changed may have been missed. */
  clear(): void {
    this.#loads.clear();
    this.#entries.clear();
    this.#cost = 0;
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

  /** A member's own setting, which has no version: told by an entry of the user's queue. */
  noteMuted(key: ConversationKey, user: UserId, muted: boolean): void {
    const cached = this.#entries.get(key);
    if (cached?.members.get(user)?.muted === !muted) this.install(cached.withMuted(user, muted));
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

  #isTrusted(conversation: Conversation): boolean {
    if (this.#doubt === undefined) return true;
    const { clock, trustedMs } = this.#doubt;
    const ageMs = clock.monotonicMs() - (this.#seenAtMs.get(conversation) ?? 0);
    return ageMs < trustedMs();
  }

  /** Reads what is not known, or compares what is. */
  #begin(key: ConversationKey, known: Conversation | undefined): Promise<Conversation | undefined> {
    const read = known === undefined ? this.#load(key) : this.#compare(key, known);
    const load: Promise<Conversation | undefined> = read
      .then((conversation) => this.#loaded(key, load, conversation))
      .finally(() => {
        if (this.#loads.get(key) === load) this.#loads.delete(key);
      });
    this.#loads.set(key, load);
    return load;
  }

  /** While the store is away, what is known is better than nothing: commits have their guards. */
  async #compare(key: ConversationKey, known: Conversation): Promise<Conversation | undefined> {
    try {
      const record = await this.#timeline.conversation(key);
      return record?.version === known.version ? known : await this.#load(key);
    } catch (error) {
      if (error instanceof TimelineError) return known;
      throw error;
    }
  }

  #loaded(
    key: ConversationKey,
    load: Promise<Conversation | undefined>,
    conversation: Conversation | undefined,
  ): Conversation | undefined {
    // A commit or conflict in the meantime made this load stale: what it installed counts.
    if (this.#loads.get(key) !== load) return this.#entries.get(key) ?? conversation;
    if (conversation === undefined) this.#drop(key);
    else this.#put(key, conversation);
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
    if (this.#doubt !== undefined) {
      this.#seenAtMs.set(conversation, this.#doubt.clock.monotonicMs());
    }
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
