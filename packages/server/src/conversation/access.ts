import { type ConversationId, kindOf, type UserId, usersOfDirect } from '@eagre/protocol';
import { ServiceError } from '../service-error.ts';
import { type Actor, systemUser } from './actor.ts';
import type { Conversation, Member } from './conversation.ts';

/**
 * Refuses ids that no service here can act on. Service, channel and room conversations have ids
 * already; they join with their own stations.
 */
export function requireSupported(conversation: ConversationId): void {
  const kind = kindOf(conversation);
  if (kind === 'group') return;
  if (kind !== 'direct') {
    throw new ServiceError('unsupported', `conversations of kind ${kind} are not supported yet`, {
      field: 'conversation',
    });
  }
  const [one, other] = usersOfDirect(conversation) ?? [];
  if (one === undefined || other === undefined || one < other) return;
  const message =
    one === other
      ? 'conversation must be of two different users'
      : 'conversation must name its users in order (direct:a:b, not direct:b:a)';
  throw new ServiceError('invalid_argument', message, { field: 'conversation' });
}

export function noSuchConversation(): ServiceError {
  return new ServiceError('not_found', 'no such conversation', { field: 'conversation' });
}

export function notMember(field = 'conversation'): ServiceError {
  return new ServiceError('not_member', `not a member of the ${field}`, { field });
}

/** The conversation, if it exists and the actor may look into it. */
export function requireMember(actor: Actor, conversation: Conversation | undefined): Conversation {
  if (conversation === undefined || conversation.deleted) throw noSuchConversation();
  if (!actor.backend && !conversation.members.has(actor.user)) throw notMember();
  return conversation;
}

/** The actor as a member; backends are none. */
export function requireMembership(
  actor: Actor,
  conversation: Conversation | undefined,
): { conversation: Conversation; member: Member } {
  const found = requireMember(actor, conversation);
  const member = found.members.get(actor.user);
  if (member === undefined) throw notMember();
  return { conversation: found, member };
}

/** Whether the actor is one of the two, whether or not they ever wrote. */
export function isOwnDirect(actor: Actor, conversation: ConversationId): boolean {
  return usersOfDirect(conversation)?.includes(actor.user) ?? false;
}

/** The name of the backend is nobody's user id. */
export function refuseSystem(users: readonly UserId[], field: string): void {
  const at = users.indexOf(systemUser);
  if (at < 0) return;
  throw new ServiceError('invalid_argument', `${field} must not contain the user "system"`, {
    field: `${field}.${at}`,
  });
}
