import {
  type ConversationId,
  kindOf,
  type ReadAnswer,
  type ReadPush,
  type UserId,
} from '@eagre/protocol';
import type { Bus } from '../bus/bus.ts';
import { type ConversationKey, conversationKey, deviceKey, userQueueKey } from '../keys.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { requireMembership, requireSupported } from './access.ts';
import type { Actor } from './actor.ts';
import { BoundedMap } from './bounded-map.ts';
import type { Conversation } from './conversation.ts';
import type { ConversationCache } from './conversation-cache.ts';

export interface ReadsDependencies {
  timeline: Pick<Timeline, 'commit' | 'heads' | 'member'>;
  cache: ConversationCache;
  bus: Pick<Bus, 'publish'>;
}

/** Marks of one user in one conversation on their way to the disk. */
interface Writing {
  /** The greatest mark that has not been handed to the store. */
  waiting: number;
  done: Promise<number>;
}

/**
 * Read watermarks. They move forward only, and are never used for delivery (invariant 4). A device
 * that scrolls marks many places: while one mark is being written the later ones join into the next
 * commit, so there are never two commits at once for one user and conversation; each answer still
 * comes after its mark is on disk.
 */
export class Reads {
  readonly #use: ReadsDependencies;
  readonly #stored: BoundedMap<string, number>;
  readonly #writing = new Map<string, Writing>();

  /** `remembered`: marks known to be stored. */
  constructor(use: ReadsDependencies, remembered: number) {
    this.#use = use;
    this.#stored = new BoundedMap(remembered);
  }

  /** A mark beyond the head is taken as the head. */
  async mark(actor: Actor, conversation: ConversationId, syncId: number): Promise<ReadAnswer> {
    requireSupported(conversation);
    const key = conversationKey(actor.app, conversation);
    const found = await this.#use.cache.checked(
      key,
      (current) => requireMembership(actor, current).conversation,
    );
    const [log] = await this.#use.timeline.heads([key], [syncId]);
    const wanted = Math.min(syncId, log?.head ?? 0);
    const slot = `${actor.user} ${key}`;
    const stored = this.#stored.get(slot) ?? (await this.#load(slot, key, actor.user));
    if (wanted <= stored) return { syncId: stored };
    const reached = await this.#write(slot, key, actor.user, wanted);
    this.#tell(actor, found, reached);
    return { syncId: reached };
  }

  async #load(slot: string, key: ConversationKey, user: UserId): Promise<number> {
    const member = await this.#use.timeline.member(key, user);
    const stored = Math.max(member?.read ?? 0, this.#stored.get(slot) ?? 0);
    this.#stored.set(slot, stored);
    return stored;
  }

  #write(slot: string, key: ConversationKey, user: UserId, syncId: number): Promise<number> {
    const running = this.#writing.get(slot);
    if (running === undefined) {
      const writing: Writing = { waiting: 0, done: this.#commit(slot, key, user, syncId) };
      this.#writing.set(slot, writing);
      return this.#settled(slot, writing);
    }
    const isFirst = running.waiting === 0;
    running.waiting = Math.max(running.waiting, syncId);
    if (!isFirst) return running.done;
    const next = () => {
      const { waiting } = running;
      running.waiting = 0;
      return this.#commit(slot, key, user, waiting);
    };
    running.done = running.done.then(next, next);
    return this.#settled(slot, running);
  }

  /** The slot is given up when its last commit is done. */
  #settled(slot: string, writing: Writing): Promise<number> {
    const { done } = writing;
    const leave = () => {
      if (writing.done === done && this.#writing.get(slot) === writing) this.#writing.delete(slot);
    };
    done.then(leave, leave);
    return done;
  }

  async #commit(
    slot: string,
    conversation: ConversationKey,
    user: UserId,
    syncId: number,
  ): Promise<number> {
    await this.#use.timeline.commit({
      writes: [{ write: 'read', conversation, user, syncId }],
      appends: [],
    });
    const reached = Math.max(syncId, this.#stored.get(slot) ?? 0);
    this.#stored.set(slot, reached);
    return reached;
  }

  #tell(actor: Actor, conversation: Conversation, syncId: number): void {
    const push: ReadPush = {
      push: 'read',
      conversation: conversation.id,
      user: actor.user,
      syncId,
    };
    const frame = JSON.stringify(push);
    const { bus } = this.#use;
    bus.publish(userQueueKey(actor.app, actor.user), {
      type: 'ephemeral',
      frame,
      ...(actor.device === undefined ? {} : { exceptDevice: deviceKey(actor.user, actor.device) }),
    });
    if (kindOf(conversation.id) !== 'direct') return;
    for (const user of conversation.members.keys()) {
      if (user === actor.user) continue;
      bus.publish(userQueueKey(actor.app, user), { type: 'ephemeral', frame });
    }
  }
}
