import type { ConversationId } from '@eagre/protocol';
import { conversationKey, userQueueKey } from '../keys.ts';
import type { Limits } from '../limits.ts';
import type { Range, Timeline } from '../timeline/timeline.ts';
import { isOwnDirect, requireMember, requireSupported } from './access.ts';
import type { Actor } from './actor.ts';
import type { ConversationCache } from './conversation-cache.ts';

export interface HistoryDependencies {
  timeline: Pick<Timeline, 'heads' | 'ranges' | 'personals'>;
  cache: ConversationCache;
  limits: Pick<Limits, 'historyBytes' | 'historyPersonals'>;
}

/** A stretch of a conversation's log. */
export interface HistoryPage {
  conversation: ConversationId;
  epoch: number;
  /** syncId of `items[0]`. */
  first: number;
  /** JSON texts. */
  items: string[];
  /** JSON texts of the user's personal entries with their anchor in the stretch. */
  personal: string[];
  more: boolean;
}

/** Reads conversations backwards. A newcomer may read what was said before. */
export class History {
  readonly #use: HistoryDependencies;

  constructor(use: HistoryDependencies) {
    this.#use = use;
  }

  async read(
    actor: Actor,
    conversation: ConversationId,
    page: { before?: number | undefined; limit: number },
  ): Promise<HistoryPage> {
    requireSupported(conversation);
    const { cache, timeline, limits } = this.#use;
    const key = conversationKey(actor.app, conversation);
    await cache.checked(key, (known) => {
      const isUnused = known === undefined && isOwnDirect(actor, conversation);
      if (!isUnused) requireMember(actor, known);
    });
    const [log] = await timeline.heads([key], [(page.before ?? 1) - 1]);
    const { epoch, head, low } = log ?? { epoch: 0, head: 0, low: 0 };
    const last = Math.min((page.before ?? head + 1) - 1, head);
    const after = Math.max(last - page.limit, low, 0);
    const range = last > after ? await this.#range(key, after, last) : undefined;
    // The log may begin later than its head told: it was trimmed meanwhile, or by another node.
    const first = range?.first ?? after + 1;
    const hasMore = first - 1 > (range?.low ?? low);
    // What is anchored before the first entry belongs to the stretch that begins the log.
    const from = hasMore ? first : 0;
    const personal =
      actor.backend || last < from
        ? []
        : await timeline.personals(
            userQueueKey(actor.app, actor.user),
            conversation,
            from,
            last,
            limits.historyPersonals,
          );
    return { conversation, epoch, first, items: range?.entries ?? [], personal, more: hasMore };
  }

  async #range(
    queue: ReturnType<typeof conversationKey>,
    after: number,
    to: number,
  ): Promise<Range | undefined> {
    const { timeline, limits } = this.#use;
    const [range] = await timeline.ranges([
      { queue, after, to, limit: to - after, bytes: limits.historyBytes },
    ]);
    return range;
  }
}

/** The answer as JSON text; entries are texts already. */
export function encodeHistory(page: HistoryPage): string {
  const { conversation, epoch, first, items, personal, more } = page;
  return `{"conversation":"${conversation}","epoch":${epoch},"first":${first},"items":[${items.join(',')}],"personal":[${personal.join(',')}],"more":${more}}`;
}
