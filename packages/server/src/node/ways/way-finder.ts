import { type AppId, type ConversationId, conversationId, type UserId } from '@eagre/protocol';
import type { WaySummary } from '../../console/contract.ts';
import type { WayTarget } from '../../console/deps.ts';
import { atOf } from '../../conversation/entries.ts';
import { conversationKey } from '../../keys.ts';
import type { Limits } from '../../limits.ts';
import { messageHead } from '../../observability/way-texts.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { placeOfId } from './way-reports.ts';

export interface WayFinderOptions {
  readonly timeline: Pick<Timeline, 'heads' | 'ranges'>;
  readonly limits: Pick<Limits, 'tailEntries' | 'blockBytes'>;
}

interface StoredMessage extends WaySummary {
  readonly epoch: number;
  readonly syncId: number;
}

/** What the store knows of messages whose way nobody followed. */
export class WayFinder {
  readonly #options: WayFinderOptions;

  constructor(options: WayFinderOptions) {
    this.#options = options;
  }

  /**
   * The message at the place that the id names; one with its sender's id is looked for among the
   * newest of the conversation, of that sender if one is named. Errors: those of the store.
   */
  async find(
    app: AppId,
    id: string,
    { conversation, from }: WayTarget,
  ): Promise<StoredMessage | undefined> {
    const place = placeOfId(id);
    if (place === undefined) {
      return conversation && this.#search(app, conversation, id, from);
    }
    const named = conversationId.safeParse(place.conversation);
    if (!named.success || place.syncId === 0) return undefined;
    const { epoch, syncId } = place;
    const at = (await this.#entries(app, named.data, syncId - 1, syncId)).find(
      (one) => one.epoch === epoch && one.syncId === syncId,
    );
    return at && messageAt(app, named.data, at, id);
  }

  async #search(
    app: AppId,
    conversation: ConversationId,
    id: string,
    from: UserId | undefined,
  ): Promise<StoredMessage | undefined> {
    const { timeline, limits } = this.#options;
    const [at] = await timeline.heads([conversationKey(app, conversation)]);
    const head = at?.head ?? 0;
    const entries = await this.#entries(
      app,
      conversation,
      Math.max(0, head - limits.tailEntries),
      head,
    );
    const found = entries.findLast(({ text }) => {
      const head = messageHead(text);
      return head?.id === id && (from ?? head.from) === head.from;
    });
    return found && messageAt(app, conversation, found, id);
  }

  async #entries(app: AppId, conversation: ConversationId, after: number, to: number) {
    const { timeline, limits } = this.#options;
    const queue = conversationKey(app, conversation);
    const bounds = { after, to, limit: to - after, bytes: limits.blockBytes };
    if (to <= after) return [];
    const [range] = await timeline.ranges([{ queue, ...bounds }]);
    if (range === undefined) return [];
    const { epoch, first, entries } = range;
    return entries.map((text, i) => ({ epoch, syncId: first + i, text }));
  }
}

function messageAt(
  app: AppId,
  conversation: ConversationId,
  { epoch, syncId, text }: { epoch: number; syncId: number; text: string },
  id: string,
): StoredMessage | undefined {
  const head = messageHead(text);
  if (head === undefined) return undefined;
  const { from, kind } = head;
  return { id, app, conversation, kind, from, at: atOf(text), epoch, syncId };
}
