import type { ConversationSummary } from '@eagre/protocol';
import { conversationKey, userKey } from '../keys.ts';
import type { Limits } from '../limits.ts';
import type { Membership } from '../timeline/records.ts';
import type { RangeRequest, Timeline } from '../timeline/timeline.ts';
import type { Actor } from './actor.ts';
import { atOf } from './entries.ts';
import { effectivePriority, readOf } from './membership-view.ts';

export interface SummariesPage {
  /** Each with its last entry as JSON text. */
  conversations: { summary: Omit<ConversationSummary, 'last'>; last: string | undefined }[];
  more: boolean;
}

/** The list of a user's conversations, with what is unread. */
export class Summaries {
  readonly #timeline: Pick<Timeline, 'memberships' | 'ranges'>;
  readonly #limits: Pick<Limits, 'entryLength'>;

  constructor(
    timeline: Pick<Timeline, 'memberships' | 'ranges'>,
    limits: Pick<Limits, 'entryLength'>,
  ) {
    this.#timeline = timeline;
    this.#limits = limits;
  }

  /**
   * The ones with the latest entry first. To order them all last entries are read, in one call; the
   * tail cache has those of conversations in use.
   */
  async list(actor: Actor, page: { offset: number; limit: number }): Promise<SummariesPage> {
    const memberships = await this.#timeline.memberships(userKey(actor.app, actor.user));
    const requests = memberships.map((one) => this.#lastEntry(one));
    const ranges = await this.#timeline.ranges(requests);
    const all = memberships.map((membership, i) => {
      const { epoch, head, entries } = ranges[i] ?? { ...membership, entries: [] };
      const last = entries.at(-1);
      const at = last === undefined ? membership.member.joinedAt : atOf(last);
      return { membership: { ...membership, epoch, head }, last, at };
    });
    all.sort((a, b) => b.at - a.at || (idOf(a) < idOf(b) ? -1 : 1));
    const end = page.offset + page.limit;
    return {
      conversations: all
        .slice(page.offset, end)
        .map(({ membership, last }) => ({ summary: summaryOf(membership), last })),
      more: all.length > end,
    };
  }

  /** From the head that the store told; what came in between is one of the few taken. */
  #lastEntry({ conversation, head }: Membership): RangeRequest {
    const queue = conversationKey(conversation.app, conversation.conversation);
    return { queue, after: Math.max(0, head - 1), limit: 64, bytes: this.#limits.entryLength };
  }
}

function idOf({ membership }: { membership: Membership }): string {
  return membership.conversation.conversation;
}

function summaryOf(membership: Membership): Omit<ConversationSummary, 'last'> {
  const { conversation, member, epoch, head } = membership;
  const read = Math.min(readOf(membership), head);
  return {
    conversation: conversation.conversation,
    ...(conversation.name === undefined ? {} : { name: conversation.name }),
    mode: conversation.mode,
    priority: effectivePriority(conversation.priority, member.muted),
    muted: member.muted,
    epoch,
    head,
    read,
    unread: head - read,
  };
}

/** The answer as JSON text; entries are texts already. */
export function encodeSummaries({ conversations, more }: SummariesPage): string {
  const items = conversations.map(({ summary, last }) => {
    const text = JSON.stringify(summary);
    return last === undefined ? text : `${text.slice(0, -1)},"last":${last}}`;
  });
  return `{"conversations":[${items.join(',')}],"more":${more}}`;
}
