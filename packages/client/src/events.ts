import type {
  ConversationId,
  GapReason,
  InfoEntry,
  JoinedEntry,
  LeftEntry,
  MembersEntry,
  MessageEntry,
  ModeEntry,
  QueueId,
  RecallEntry,
  SettingsEntry,
  Stamp,
  UserId,
} from '@eagre/protocol';
import type { ConnectionState } from './connection/transitions.ts';
import type { EagreError } from './errors.ts';

/**
 * The place of an event: entry `syncId` of the conversation's log. Within `(conversation, epoch)` the
 * events `message`, `members`, `recall` and `info` come exactly once each, in ascending order.
 */
export type Place = Stamp;

export type EagreMessageEvent = Place & MessageEntry;
export type EagreMembersEvent = Place & MembersEntry;
export type EagreRecallEvent = Place & RecallEntry;

/** A message for this user alone, to be shown after entry `syncId` of the conversation. */
export type EagrePersonalEvent = Place & Omit<MessageEntry, 'type'> & { type: 'personal' };

type Change<Entry extends { type: string }> = Omit<Entry, 'type'> & {
  type: 'conversation';
  change: Entry['type'];
};

/** Something about a conversation as a whole, or about this user in it; told apart by `change`. */
export type EagreConversationEvent =
  | Change<JoinedEntry>
  | Change<LeftEntry>
  | Change<ModeEntry>
  | Change<SettingsEntry>
  | (Place & Change<InfoEntry>);

/** Another member is writing. Lost when in doubt. */
export interface EagreTypingEvent {
  type: 'typing';
  conversation: ConversationId;
  user: UserId;
}

/** A read watermark moved: the user's own on another device, or the other side's of a direct chat. */
export interface EagreReadEvent {
  type: 'read';
  conversation: ConversationId;
  user: UserId;
  syncId: number;
}

/**
 * Entries after `from` up to `to` will not come. `trimmed`: their retention ended. `epoch`: the log was
 * replaced, and goes on after `to` of the new `epoch`. `refused`: the server does not give them to this
 * user (any more). Without a conversation it is the user queue, which carries the conversations in
 * write mode: reload what is shown of them by `history`.
 */
export interface EagreGapEvent {
  type: 'gap';
  conversation?: ConversationId;
  queue: QueueId;
  reason: GapReason | 'refused';
  epoch: number;
  from: number;
  to: number;
}

/** What became of a message this client sends; matched with the arriving message by `clientId`. */
export interface EagreSendEvent {
  type: 'send';
  status: 'pending' | 'sent' | 'failed';
  conversation: ConversationId;
  clientId: string;
  kind: string;
  body: Record<string, unknown>;
  personalTo?: string;
  /** Milliseconds since 1970, of this device; of the server once `sent`. */
  at: number;
  /** Of `sent` only. */
  epoch?: number;
  syncId?: number;
  /** Of `failed` only. */
  error?: EagreError;
}

export interface EagreStateEvent {
  type: 'state';
  state: ConnectionState;
  /** Why the connection was lost or will not be tried again. */
  error?: EagreError;
}

export interface EagreErrorEvent {
  type: 'error';
  error: EagreError;
}

/** Every event of the SDK by its name. */
export interface EagreEvents {
  state: EagreStateEvent;
  message: EagreMessageEvent;
  personal: EagrePersonalEvent;
  members: EagreMembersEvent;
  recall: EagreRecallEvent;
  typing: EagreTypingEvent;
  read: EagreReadEvent;
  conversation: EagreConversationEvent;
  gap: EagreGapEvent;
  send: EagreSendEvent;
  error: EagreErrorEvent;
}

export type EagreEventName = keyof EagreEvents;
export type EagreEvent = EagreEvents[EagreEventName];

/** What happens in one conversation. */
export type ConversationEventName = Exclude<EagreEventName, 'state' | 'error'>;
export type ConversationEvent = EagreEvents[ConversationEventName];
