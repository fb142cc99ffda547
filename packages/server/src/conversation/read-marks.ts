import type { ConversationId, ReadMark, ReadsAnswer } from '@eagre/protocol';
import { type ConversationKey, conversationKey } from '../keys.ts';
import type { Limits } from '../limits.ts';
import { ServiceError } from '../service-error.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { isOwnDirect, requireMember, requireSupported } from './access.ts';
import type { Actor } from './actor.ts';
import type { Conversation } from './conversation.ts';
import type { ConversationCache } from './conversation-cache.ts';
import { readOf } from './membership-view.ts';

export interface ReadMarksDependencies {
  timeline: Pick<Timeline, 'heads' | 'members'>;
  cache: ConversationCache;
  limits: Pick<Limits, 'readMarkMembers'>;
}

/**
 * How far the members of a conversation have read. Asked of the store each time: nothing is kept for
 * it, and what another node has answered to a `read` is told here.
 */
export class ReadMarks {
  readonly #use: ReadMarksDependencies;

  constructor(use: ReadMarksDependencies) {
    this.#use = use;
  }

  /** The `limit` members that have read furthest; those that have read nothing are left out. */
  async of(actor: Actor, conversation: ConversationId, limit: number): Promise<ReadsAnswer> {
    requireSupported(conversation);
    const { cache, limits } = this.#use;
    const key = conversationKey(actor.app, conversation);
    const found = await cache.checked(key, (known) => {
      if (known === undefined && isOwnDirect(actor, conversation)) return undefined;
      return requireMember(actor, known);
    });
    if (found === undefined) return { reads: [], more: false };
    requireSmall(found, limits.readMarkMembers);
    const marks = await this.#marks(key, found);
    marks.sort((a, b) => b.syncId - a.syncId || (a.user < b.user ? -1 : 1));
    return { reads: marks.slice(0, limit), more: marks.length > limit };
  }

  /** No further than the head: a log that was put back from a backup may end before a mark. */
  async #marks(key: ConversationKey, { record }: Conversation): Promise<ReadMark[]> {
    const { timeline, limits } = this.#use;
    const members = await timeline.members(key, '', limits.readMarkMembers);
    const marks = members.map((member) => ({
      user: member.user,
      syncId: readOf({ conversation: record, member }),
    }));
    const furthest = marks.reduce((most, { syncId }) => Math.max(most, syncId), 0);
    const [log] = await timeline.heads([key], [furthest]);
    const head = log?.head ?? 0;
    return marks
      .map(({ user, syncId }) => ({ user, syncId: Math.min(syncId, head) }))
      .filter(({ syncId }) => syncId > 0);
  }
}

/** Each asker costs a row of every member: in large groups they come in pages. */
function requireSmall({ id, members }: Conversation, most: number): void {
  if (members.size <= most) return;
  const message = `${id} has ${members.size} members: reads are told of ${most} at most, ask for its members in pages`;
  throw new ServiceError('limit_exceeded', message, { field: 'conversation' });
}
