import {
  type Clock,
  type ConversationEntry,
  type ConversationId,
  kindOf,
  type MessageEntry,
  type RecallAnswer,
  wireLimits,
} from '@eagre/protocol';
import { conversationKey, userKey } from '../keys.ts';
import type { Limits } from '../limits.ts';
import { ServiceError } from '../service-error.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { requireMember, requireSupported } from './access.ts';
import { type Actor, systemUser } from './actor.ts';
import type { Conversation } from './conversation.ts';
import type { ConversationCache } from './conversation-cache.ts';
import { type CopyLimits, copyRedactions } from './copies.ts';
import { recallText, redactedText } from './entries.ts';
import type { PlannedCommits } from './planned-commits.ts';
import { messageAppends } from './send.ts';

export interface RecallDependencies {
  timeline: Pick<Timeline, 'heads' | 'ranges'>;
  cache: ConversationCache;
  commits: PlannedCommits;
  clock: Clock;
  limits: Pick<Limits, 'recallMs'> & CopyLimits;
}

/**
 * Takes messages back: the body leaves the log and the copies that are found (see copies.ts), the
 * places stay, and a `recall` entry tells devices that have it already. A copy that is not found
 * keeps the body until it is trimmed; the `recall` entry behind it makes devices hide it.
 */
export class Recalls {
  readonly #use: RecallDependencies;

  constructor(use: RecallDependencies) {
    this.#use = use;
  }

  /** Taking back what was taken back gives the first answer again (within a day). */
  async recall(actor: Actor, conversation: ConversationId, target: number): Promise<RecallAnswer> {
    requireSupported(conversation);
    const { cache, clock, commits, timeline, limits } = this.#use;
    const key = conversationKey(actor.app, conversation);
    const group = await cache.checked(key, (current) => requireMember(actor, current));
    const message = await this.#messageAt(group, target);
    const at = clock.now();
    // Before anything is read for it.
    this.#permit(actor, group, message, at);
    const redacted = redactedText(message);
    const copies =
      message.recalled === true
        ? []
        : await copyRedactions(timeline, group, { syncId: target, redacted }, limits);
    const done = await commits.send(key, (current) => {
      const before = requireMember(actor, current);
      this.#permit(actor, before, message, at);
      return {
        commit: {
          // One key whoever takes it back, so that two at once store one entry.
          once: {
            sender: userKey(actor.app, systemUser),
            clientId: `recall ${target} ${conversation}`,
            at,
          },
          writes: [{ write: 'redact', queue: key, syncId: target, entry: redacted }, ...copies],
          appends: messageAppends(before, recallText({ at, by: actor.user, target })),
        },
      };
    });
    return { syncId: done.result.placed[0]?.syncIds[0] ?? 0 };
  }

  async #messageAt({ key }: Conversation, target: number): Promise<MessageEntry> {
    const [range] = await this.#use.timeline.ranges([
      { queue: key, after: target - 1, to: target, limit: 1, bytes: wireLimits.answerBytes },
    ]);
    const text = range?.first === target ? range.entries[0] : undefined;
    const entry = text === undefined ? undefined : (JSON.parse(text) as ConversationEntry);
    if (entry?.type === 'message') return entry;
    throw new ServiceError('not_found', `there is no message at syncId ${target}`, {
      field: 'syncId',
    });
  }

  #permit(actor: Actor, conversation: Conversation, message: MessageEntry, at: number): void {
    if (actor.backend) return;
    const role = conversation.members.get(actor.user)?.role;
    const manages = role === 'owner' || role === 'admin';
    if (manages && kindOf(conversation.id) === 'group') return;
    if (message.from !== actor.user) {
      throw new ServiceError('forbidden', 'only the sender may take this message back', {
        field: 'syncId',
      });
    }
    const { recallMs } = this.#use.limits;
    if (message.recalled === true || at - message.at <= recallMs) return;
    throw new ServiceError(
      'recall_expired',
      `a message may be taken back within ${recallMs / 1000} seconds`,
      { field: 'syncId' },
    );
  }
}
