import type { ConversationKey } from '../keys.ts';
import { ServiceError } from '../service-error.ts';
import type { Commit, CommitResult, Placed, Timeline } from '../timeline/timeline.ts';
import type { Conversation } from './conversation.ts';
import type { ConversationCache } from './conversation-cache.ts';
import { KeyedLanes } from './keyed-lanes.ts';

/** One attempt: what to commit for the conversation as it was seen. */
export interface Plan {
  commit: Omit<Commit, 'guards'>;
  /** The conversation after the commit; only of commits that change it. */
  next?: (placed: readonly Placed[]) => Conversation;
}

/** Makes a plan, or throws the `ServiceError` with which the caller is refused. */
export type Planner<P extends Plan> = (current: Conversation | undefined) => P;

export interface Planned<P extends Plan> {
  plan: P;
  /** The conversation after the commit. */
  conversation: Conversation | undefined;
  result: Exclude<CommitResult, { outcome: 'conflict' }>;
}

/**
 * The one place where conversations are committed to. A plan is made from the cached conversation
 * and committed under a guard on its version; when the conversation changed in between, the commit
 * has no effect and is planned anew. So recipients, permissions and fan-out mode are exact without
 * locks, on several nodes too (invariant 5, mission M4).
 *
 * Sends go out at once, side by side. Changes of one conversation, and sends that met a conflict,
 * take turns: on one node they cannot starve each other, whatever the storm of joins.
 */
export class PlannedCommits {
  readonly #timeline: Pick<Timeline, 'commit'>;
  readonly #cache: ConversationCache;
  readonly #retries: number;
  readonly #changed: (conversation: Conversation) => void;
  readonly #turns = new KeyedLanes<ConversationKey>();

  /** `changed` is told each new version that this node made. */
  constructor(
    timeline: Pick<Timeline, 'commit'>,
    cache: ConversationCache,
    retries: number,
    changed: (conversation: Conversation) => void = () => {},
  ) {
    this.#timeline = timeline;
    this.#cache = cache;
    this.#retries = retries;
    this.#changed = changed;
  }

  /** For appends that leave the conversation as it is. */
  async send<P extends Plan>(key: ConversationKey, planner: Planner<P>): Promise<Planned<P>> {
    return (await this.#attempt(key, planner)) ?? this.change(key, planner);
  }

  /** For changes of the conversation itself. */
  change<P extends Plan>(key: ConversationKey, planner: Planner<P>): Promise<Planned<P>> {
    return this.#turns.run(key, async () => {
      for (let tries = 0; tries <= this.#retries; tries += 1) {
        const done = await this.#attempt(key, planner);
        if (done !== undefined) return done;
      }
      throw new ServiceError('conflict', 'the conversation keeps changing, try again');
    });
  }

  async #attempt<P extends Plan>(
    key: ConversationKey,
    planner: Planner<P>,
  ): Promise<Planned<P> | undefined> {
    const known = this.#cache.peek(key);
    const current = await this.#cache.get(key);
    const version = current?.version ?? 0;
    const plan = await this.#planned(planner, current, known !== undefined);
    if (plan === undefined) return undefined;
    const result = await this.#timeline.commit({
      ...plan.commit,
      guards: [{ conversation: key, version }],
    });
    if (result.outcome === 'conflict') {
      this.#cache.outdated(key, version);
      return undefined;
    }
    if (result.outcome === 'duplicate' || plan.next === undefined) {
      return { plan, conversation: current, result };
    }
    const conversation = plan.next(result.placed);
    this.#cache.install(conversation);
    this.#changed(conversation);
    return { plan, conversation, result };
  }

  /** Undefined when the plan was refused for what the conversation is no more. */
  async #planned<P extends Plan>(
    planner: Planner<P>,
    current: Conversation | undefined,
    isFromMemory: boolean,
  ): Promise<P | undefined> {
    try {
      return planner(current);
    } catch (error) {
      if (!(error instanceof ServiceError) || current === undefined || !isFromMemory) throw error;
      if (await this.#cache.isOutdated(current)) return undefined;
      throw error;
    }
  }
}
