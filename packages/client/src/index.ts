export type {
  ConversationSummary,
  ConversationsAnswer,
  GroupChangeAnswer,
  GroupInfo,
  GroupMember,
  GroupMembersAnswer,
  ReadMark,
  ReadsAnswer,
  RoomAttribute,
  RoomCounters,
  RoomMember,
  RoomMembersAnswer,
  RoomOnline,
  RoomRole,
  RoomSetAnswer,
} from '@eagre/protocol';
export { createClient, type EagreClient } from './client.ts';
export type { ServerClock } from './connection/server-clock.ts';
export type { TokenSource } from './connection/token.ts';
export type { ConnectionState } from './connection/transitions.ts';
export type { Transport, TransportEvents, TransportSocket } from './connection/transport.ts';
export type { Frame } from './connection/unpacker.ts';
export type { WebSocketConstructor, WebSocketLike } from './connection/web-socket.ts';
export type { Content, Conversation, HistoryPage } from './conversation.ts';
export type { Handler, Unsubscribe } from './emitter.ts';
export { type ClientErrorCode, EagreError } from './errors.ts';
export type * from './events.ts';
export type { Groups } from './groups.ts';
export type { ClientOptions } from './options.ts';
export type { Room } from './room.ts';
export type { RoomRules } from './rooms/feed.ts';
export type { RoomSent } from './rooms/reliable.ts';
export type * from './rooms/room-events.ts';
export type { Sent } from './send/outgoing.ts';
export { indexedDbPositions } from './storage/indexed-db.ts';
export { localStoragePositions } from './storage/local-storage.ts';
export { memoryPositions } from './storage/memory.ts';
export type {
  OpenPositionStore,
  PositionChanges,
  PositionStore,
  Saved,
  SavedPosition,
  UnsentMessage,
} from './storage/position-store.ts';
