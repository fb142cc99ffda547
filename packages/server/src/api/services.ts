import type {
  AppId,
  ClientId,
  ConversationEntry,
  ConversationId,
  ConversationSummary,
  CustomKind,
  DeviceId,
  FanoutPolicy,
  GroupInfo,
  GroupMember,
  MemberRole,
  MessageKind,
  PersonalEntry,
  Priority,
  ReadMark,
  SendAnswer,
  UserId,
} from '@eagre/protocol';
import type { Actor } from '../conversation/actor.ts';
import type { ApiRooms } from './room-services.ts';

/** A group with what only its owner's backend is told. */
export interface GroupDetails extends GroupInfo {
  memberLimit: number;
}

/** A conversation of any kind. */
export type ConversationDetails = Omit<GroupDetails, 'group'> & { conversation: ConversationId };

export interface UserDetails {
  user: UserId;
  name?: string;
  disabled: boolean;
  createdAt: number;
}

export interface NewGroup {
  group: ConversationId;
  name?: string;
  /** Without one nobody owns the group but the backend. */
  owner?: UserId;
  members: UserId[];
  open: boolean;
  priority?: Priority;
  policy?: FanoutPolicy;
  memberLimit?: number;
}

export interface GroupChange {
  name?: string;
  open?: boolean;
  priority?: Priority;
  policy?: FanoutPolicy;
  memberLimit?: number;
}

export interface NewMessage {
  conversation: ConversationId;
  kind: MessageKind | CustomKind;
  body: Record<string, unknown>;
  /** Without one a retry is a second message. */
  clientId?: ClientId;
  personalTo?: UserId;
}

export interface HistoryPage {
  conversation: ConversationId;
  epoch: number;
  first: number;
  items: ConversationEntry[];
  personal: PersonalEntry[];
  more: boolean;
}

export interface Page<Item> {
  items: Item[];
  more: boolean;
}

/** A device that is connected now. */
export interface OnlineDevice {
  device: DeviceId;
  /** Milliseconds since 1970. */
  connectedAt: number;
}

/**
 * What the HTTP API calls; `node.ts` puts it together from the stations. Every call may reject with
 * a `ServiceError`; `field` is named as in the call's argument.
 */
export interface ApiServices {
  users: {
    put(
      app: AppId,
      user: UserId,
      change: { name?: string; disabled?: boolean },
    ): Promise<UserDetails>;
    get(app: AppId, user: UserId): Promise<UserDetails | undefined>;
    conversations(
      app: AppId,
      user: UserId,
      page: { offset: number; limit: number },
    ): Promise<Page<ConversationSummary>>;
  };
  devices: {
    /** On all nodes. */
    of(app: AppId, user: UserId): Promise<OnlineDevice[]>;
    /** Closes one device, or all, wherever they are connected; says how many were found. */
    kick(app: AppId, user: UserId, device: DeviceId | undefined): Promise<number>;
  };
  groups: {
    create(actor: Actor, group: NewGroup): Promise<GroupDetails>;
    get(app: AppId, group: ConversationId): Promise<GroupDetails | undefined>;
    change(actor: Actor, group: ConversationId, change: GroupChange): Promise<GroupDetails>;
    delete(actor: Actor, group: ConversationId): Promise<void>;
    members(
      app: AppId,
      group: ConversationId,
      page: { after: UserId | undefined; limit: number },
    ): Promise<Page<GroupMember>>;
    /** There is one owner at most: who was it becomes an admin. */
    setRole(
      actor: Actor,
      group: ConversationId,
      user: UserId,
      role: MemberRole,
    ): Promise<GroupMember>;
    add(
      actor: Actor,
      group: ConversationId,
      users: UserId[],
    ): Promise<{ group: GroupDetails; unchanged: UserId[] }>;
    remove(
      actor: Actor,
      group: ConversationId,
      users: UserId[],
    ): Promise<{ group: GroupDetails; unchanged: UserId[] }>;
  };
  rooms: ApiRooms;
  conversations: {
    list(app: AppId, page: { after: string; limit: number }): Promise<Page<ConversationDetails>>;
    /** The members that have read furthest. */
    reads(app: AppId, conversation: ConversationId, limit: number): Promise<Page<ReadMark>>;
  };
  messages: {
    send(actor: Actor, message: NewMessage): Promise<SendAnswer>;
    history(
      actor: Actor,
      request: { conversation: ConversationId; before?: number; limit: number },
    ): Promise<HistoryPage>;
  };
}
