import type {
  AppId,
  ClientId,
  Clock,
  ConversationId,
  CustomKind,
  MessageKind,
  SendAnswer,
  UserId,
} from '@eagre/protocol';
import { usersOfDirect } from '@eagre/protocol';
import { conversationKey, userKey, userQueueKey } from '../keys.ts';
import { ServiceError } from '../service-error.ts';
import type { Append, Placed, StateWrite } from '../timeline/timeline.ts';
import { isOwnDirect, noSuchConversation, requireMember, requireSupported } from './access.ts';
import { type Actor, systemUser } from './actor.ts';
import { Conversation, type Member } from './conversation.ts';
import type { ConversationCache } from './conversation-cache.ts';
import { copyText, messageText, personalText } from './entries.ts';
import { storedRecord } from './membership-commit.ts';
import type { MembershipCounts } from './membership-counts.ts';
import { bodyText } from './message-body.ts';
import type { Plan, PlannedCommits } from './planned-commits.ts';
import type { ModeSwitcher } from './switch-mode.ts';

export interface NewMessageInput {
  conversation: ConversationId;
  /** Without one a retry is stored again; devices always have one. */
  clientId?: ClientId | undefined;
  kind: MessageKind | CustomKind;
  body: Record<string, unknown>;
  /** Visible to this member (and the sender) only. */
  personalTo?: UserId | undefined;
}

export interface SenderDependencies {
  cache: ConversationCache;
  commits: PlannedCommits;
  counts: MembershipCounts;
  switcher: Pick<ModeSwitcher, 'noted'>;
  clock: Clock;
}

/**
 * Sends messages. In write mode the log's row and a copy for each member are one commit, N + 1
 * rows (mission M1); in read mode the log's row is all (M2, invariant 5); a personal message goes to
 * the user queues of its two ends alone (M3).
 */
export class Sender {
  /** Messages that were stored, since the start. */
  sent = 0;
  readonly #use: SenderDependencies;

  constructor(use: SenderDependencies) {
    this.#use = use;
  }

  /**
   * Resolves when the message is on disk. Errors: `invalid_argument`, `too_large`, `unsupported`,
   * `not_found`, `not_member`, `limit_exceeded`, `conflict`, and those of the store.
   */
  async send(actor: Actor, input: NewMessageInput): Promise<SendAnswer> {
    const { conversation } = input;
    requireSupported(conversation);
    const at = this.#use.clock.now();
    const text = messageText({
      from: actor.user,
      at,
      kind: input.kind,
      body: bodyText(input.kind, input.body),
      ...(input.clientId === undefined ? {} : { clientId: input.clientId }),
    });
    const key = conversationKey(actor.app, conversation);
    const create = await this.#firstOfDirect(actor, conversation);
    const done = await this.#use.commits.send(key, (current) => {
      const known = current ?? create?.(at);
      const sendable = requireMember(actor, known);
      return messagePlan(actor, sendable, input, { text, at, isNew: current === undefined });
    });
    const [placed] = done.result.placed;
    if (done.result.outcome === 'duplicate') {
      return { ...answerOf(input, placed, done.result.at), duplicate: true };
    }
    this.sent += 1;
    if (done.plan.created !== undefined) {
      this.#use.counts.changed(actor.app, done.plan.created, 1);
    }
    const syncId = placed?.syncIds[0];
    if (done.conversation && syncId !== undefined && input.personalTo === undefined) {
      this.#use.switcher.noted(done.conversation, syncId);
    }
    return answerOf(input, placed, at);
  }

  /** For a direct conversation that does not exist yet: what makes it, in the same commit. */
  async #firstOfDirect(
    actor: Actor,
    conversation: ConversationId,
  ): Promise<((at: number) => Conversation) | undefined> {
    const users = usersOfDirect(conversation);
    if (users === undefined) return undefined;
    const known = await this.#use.cache.get(conversationKey(actor.app, conversation));
    if (known !== undefined) return undefined;
    if (!actor.backend && !isOwnDirect(actor, conversation)) throw noSuchConversation();
    const members = users.filter((user) => user !== systemUser);
    await this.#use.counts.requireRoom(actor.app, members, 'conversation');
    return (at) => directConversation(actor.app, conversation, members, at);
  }
}

interface Ready {
  text: string;
  at: number;
  isNew: boolean;
}

interface MessagePlan extends Plan {
  /** The members of a conversation that this message makes. */
  created?: readonly UserId[];
}

function messagePlan(
  actor: Actor,
  conversation: Conversation,
  input: NewMessageInput,
  { text, at, isNew }: Ready,
): MessagePlan {
  const { personalTo, clientId } = input;
  return {
    commit: {
      ...(clientId === undefined ? {} : { once: onceOf(actor, input.conversation, clientId, at) }),
      ...(isNew ? { writes: creationWrites(conversation) } : {}),
      appends:
        personalTo === undefined
          ? messageAppends(conversation, text)
          : [personalAppend(actor, conversation, personalTo, text)],
    },
    ...(isNew ? { next: () => conversation, created: [...conversation.members.keys()] } : {}),
  };
}

/**
 * One message is one (sender, conversation, client id): the same client id in another conversation
 * is another message, and must not be answered with a place in this one.
 */
function onceOf(actor: Actor, conversation: ConversationId, clientId: ClientId, at: number) {
  return { sender: userKey(actor.app, actor.user), clientId: `${clientId} ${conversation}`, at };
}

/** The one place where the fan-out mode decides what is stored. */
export function messageAppends(conversation: Conversation, text: string): Append[] {
  const log: Append = { queues: [conversation.key], entry: text };
  if (conversation.mode === 'read' || conversation.members.size === 0) return [log];
  const copies = { queues: conversation.memberQueues(), entry: copyText(text) };
  return [log, { ...copies, stamp: conversation.key }];
}

function personalAppend(
  actor: Actor,
  conversation: Conversation,
  to: UserId,
  text: string,
): Append {
  if (!conversation.members.has(to)) {
    throw new ServiceError('not_member', 'personalTo must be a member of the conversation', {
      field: 'personalTo',
    });
  }
  const ends = actor.backend || actor.user === to ? [to] : [to, actor.user];
  return {
    queues: ends.map((user) => userQueueKey(conversation.app, user)),
    entry: personalText(text),
    stamp: conversation.key,
    personal: true,
  };
}

function answerOf(input: NewMessageInput, placed: Placed | undefined, at: number): SendAnswer {
  const isPersonal = input.personalTo !== undefined;
  const epoch = isPersonal ? placed?.stamp?.epoch : placed?.epochs[0];
  const syncId = isPersonal ? placed?.stamp?.syncId : placed?.syncIds[0];
  return { conversation: input.conversation, epoch: epoch ?? 0, syncId: syncId ?? 0, at };
}

function directConversation(
  app: AppId,
  conversation: ConversationId,
  users: readonly UserId[],
  at: number,
): Conversation {
  const member: Member = { role: 'member', start: 0, joinedAt: at, muted: false };
  return new Conversation(
    {
      app,
      conversation,
      version: 1,
      mode: 'write',
      policy: 'write',
      priority: 'normal',
      open: false,
      memberLimit: 2,
      createdAt: at,
      members: users.length,
    },
    new Map(users.map((user) => [user, member])),
  );
}

function creationWrites(conversation: Conversation): StateWrite[] {
  return [
    { write: 'conversation', record: storedRecord(conversation) },
    ...[...conversation.members].map(
      ([user, member]): StateWrite => ({
        write: 'member',
        conversation: conversation.key,
        record: { user, ...member, read: 0 },
      }),
    ),
  ];
}
