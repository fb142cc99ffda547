import { z } from 'zod';

/**
 * Identifiers as they travel on the wire. All are plain strings; the brands keep one kind from
 * being handed in for another.
 */
export type AppId = string & { readonly brand: 'AppId' };
export type UserId = string & { readonly brand: 'UserId' };
export type DeviceId = string & { readonly brand: 'DeviceId' };
export type ConversationId = string & { readonly brand: 'ConversationId' };
/** A user queue (`user:alice`) or a conversation's queue, which has the conversation's own id. */
export type QueueId = string & { readonly brand: 'QueueId' };
/** The sender's own id of a message: the key under which a retry stores nothing twice. */
export type ClientId = string & { readonly brand: 'ClientId' };

/** The five shapes of a conversation; the id of a conversation starts with its kind. */
export const conversationKinds = ['direct', 'group', 'service', 'channel', 'room'] as const;
export type ConversationKind = (typeof conversationKinds)[number];

// A colon separates the parts of a conversation id, so no name may contain one.
const name = /^[A-Za-z0-9_.@-]{1,64}$/;
const nameRule = 'must be 1 to 64 characters of A-Z a-z 0-9 _ . @ -';
const conversation =
  /^(?:(?:group|service|channel|room):[A-Za-z0-9_.@-]{1,64}|direct:[A-Za-z0-9_.@-]{1,64}:[A-Za-z0-9_.@-]{1,64})$/;

export const appId = z
  .string()
  .regex(/^[a-z0-9-]{1,32}$/, 'must be 1 to 32 characters of a-z 0-9 -')
  .transform((text) => text as AppId);
export const userId = z
  .string()
  .regex(name, nameRule)
  .transform((text) => text as UserId);
export const deviceId = z
  .string()
  .regex(name, nameRule)
  .transform((text) => text as DeviceId);
export const clientId = z
  .string()
  .regex(name, nameRule)
  .transform((text) => text as ClientId);
export const conversationId = z
  .string()
  .regex(conversation, 'must look like group:NAME or direct:USER:USER (users in order)')
  .transform((text) => text as ConversationId);
export const groupId = z
  .string()
  .regex(/^group:[A-Za-z0-9_.@-]{1,64}$/, 'must look like group:NAME')
  .transform((text) => text as ConversationId);
export const roomId = z
  .string()
  .regex(/^room:[A-Za-z0-9_.@-]{1,64}$/, 'must look like room:NAME')
  .transform((text) => text as ConversationId);
export const queueId = z
  .string()
  .regex(
    /^(?:user:[A-Za-z0-9_.@-]{1,64}|(?:group|service|channel|room):[A-Za-z0-9_.@-]{1,64}|direct:[A-Za-z0-9_.@-]{1,64}:[A-Za-z0-9_.@-]{1,64})$/,
    'must look like user:NAME or be the id of a conversation',
  )
  .transform((text) => text as QueueId);
