import type {
  AppId,
  ConversationId,
  FanoutMode,
  FanoutPolicy,
  MemberRole,
  Priority,
  UserId,
} from '@eagre/protocol';

/** A conversation as stored. `version` grows by one with every change of members or settings. */
export interface ConversationRecord {
  app: AppId;
  conversation: ConversationId;
  version: number;
  mode: FanoutMode;
  policy: FanoutPolicy;
  priority: Priority;
  name?: string;
  /** Anyone of the app may join. */
  open: boolean;
  memberLimit: number;
  createdAt: number;
  /** Members now; kept by the store. */
  members: number;
}

export interface MemberRecord {
  user: UserId;
  role: MemberRole;
  /** Head of the conversation when the user joined: what follows is theirs. Set by the store. */
  start: number;
  joinedAt: number;
  muted: boolean;
  /** Read watermark. */
  read: number;
}

/** One of a user's conversations, with the conversation and its log's head. */
export interface Membership {
  conversation: ConversationRecord;
  member: MemberRecord;
  epoch: number;
  head: number;
}

export interface UserRecord {
  app: AppId;
  user: UserId;
  name?: string;
  /** May not connect or send. */
  disabled: boolean;
  createdAt: number;
}
