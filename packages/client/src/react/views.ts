import type {
  ConversationSummary,
  RoomAttribute,
  RoomCounters,
  RoomOnline,
  RoomRole,
} from '@eagre/protocol';
import type { ConnectionState } from '../connection/transitions.ts';
import type { Content, Conversation } from '../conversation.ts';
import type { EagreError } from '../errors.ts';
import type {
  EagreConversationEvent,
  EagreGapEvent,
  EagreMembersEvent,
  EagreMessageEvent,
  EagrePersonalEvent,
  EagreSendEvent,
} from '../events.ts';
import type { Room } from '../room.ts';
import type { RoomRules } from '../rooms/feed.ts';
import type { RoomSent } from '../rooms/reliable.ts';
import type {
  RoomActivateEvent,
  RoomChatEvent,
  RoomGapEvent,
  RoomJoinsEvent,
  RoomMessageEvent,
} from '../rooms/room-events.ts';
import type { Sent } from '../send/outgoing.ts';

/** What `useConnection` gives. */
export interface ConnectionView {
  readonly state: ConnectionState;
  readonly online: boolean;
  /** Why the connection was lost, or will not be tried again. */
  readonly error: EagreError | undefined;
}

/**
 * One line of a conversation as it is shown, with a `key` that stays the same as the line goes from
 * `pending` to `message`. `recalled` messages stay, without their body.
 */
export type ConversationLine =
  | (Omit<EagreMessageEvent, 'recalled'> & {
      readonly key: string;
      readonly own: boolean;
      readonly recalled: boolean;
    })
  | (EagrePersonalEvent & { readonly key: string; readonly own: boolean })
  | (EagreMembersEvent & { readonly key: string })
  | (EagreConversationEvent & { readonly key: string; readonly change: 'info' })
  | (EagreGapEvent & { readonly key: string })
  /** A message of this device that is not stored (yet). */
  | (EagreSendEvent & {
      readonly key: string;
      readonly own: true;
      readonly status: 'pending' | 'failed';
    });

/** What `useConversation` gives. The functions are the same ones at every render. */
export interface ConversationView {
  readonly conversation: Conversation;
  /** In the order of the log, personal messages at their anchors, unsent ones last. */
  readonly lines: readonly ConversationLine[];
  /** `ready`: the newest page is there. `refused`: see `error` (not a member, for one). */
  readonly status: 'loading' | 'ready' | 'refused';
  readonly error: EagreError | undefined;
  /** There is older history; `loadMore` gets the page before the first line. */
  readonly hasMore: boolean;
  readonly loadingMore: boolean;
  /** Number of the newest entry that this device has. */
  readonly head: number;
  /** Who is writing now, others only; each ends by itself after some seconds. */
  readonly typing: readonly string[];
  /** Read up to which entry: of this user and, in a direct chat, of the other side. */
  readonly reads: Readonly<Record<string, number>>;
  loadMore(): Promise<void>;
  send(content: Content, options?: { personalTo?: string }): Promise<Sent>;
  /** Sends a failed line once more, or forgets it. */
  retry(key: string): Promise<Sent>;
  discard(key: string): void;
  recall(syncId: number): Promise<void>;
  /** Marks all that is shown as read; told to the server once for one head. */
  markRead(): void;
  /** The person is writing; told to others at most every few seconds. */
  setTyping(): void;
}

/** One of the user's conversations, kept up to date by what arrives. */
export interface ConversationItem extends ConversationSummary {
  readonly id: string;
}

/** What `useConversations` gives: the one with the newest entry first. */
export interface ConversationsView {
  readonly items: readonly ConversationItem[];
  readonly status: 'loading' | 'ready';
  readonly error: EagreError | undefined;
  /** Unread of all that are not muted. */
  readonly unread: number;
  reload(): Promise<void>;
}

/** Best-effort lines and joins of a room, as they came; `key` is unique in the view. */
export type RoomLine =
  | (RoomChatEvent & { readonly key: number })
  | (RoomJoinsEvent & { readonly key: number })
  | (RoomMessageEvent & { readonly key: number })
  | (RoomGapEvent & { readonly key: number });

/** What `useRoom` gives. Changes are gathered and shown once for an animation frame. */
export interface RoomView {
  /** `closed`: put out for good; see `error`. `returning`: the connection is away. */
  readonly status: 'entering' | 'inside' | 'returning' | 'closed';
  readonly room: Room | undefined;
  readonly error: EagreError | undefined;
  readonly role: RoomRole;
  readonly online: Readonly<RoomOnline>;
  readonly peak: number;
  readonly visitors: number;
  readonly counters: Readonly<RoomCounters>;
  readonly attributes: Readonly<Record<string, Readonly<RoomAttribute>>>;
  readonly rules: Readonly<RoomRules>;
  /** The newest `lines` of them (100), oldest first. */
  readonly lines: readonly RoomLine[];
  /** The newest activation, and those whose instant is still to come, soonest first. */
  readonly activated: RoomActivateEvent | undefined;
  readonly coming: readonly RoomMessageEvent[];
  send(content: Content): Promise<void>;
  sendReliable(
    content: Content,
    options?: { activateAt?: number; spreadMs?: number },
  ): Promise<RoomSent>;
  tap(counter: string, count?: number): void;
}
