export * from './classes.ts';
export * from './clock.ts';
export * from './closes.ts';
export type { Connect, ConnectAnswer } from './commands/connect.ts';
export type {
  ConversationSet,
  ConversationSetAnswer,
  ConversationSummary,
  Conversations,
  ConversationsAnswer,
} from './commands/conversations.ts';
export type * from './commands/group.ts';
export type { History, HistoryAnswer } from './commands/history.ts';
export type { PingAnswer } from './commands/ping.ts';
export type { Pull, PullAnswer, PulledRange } from './commands/pull.ts';
export type { ReadAnswer, ReadMark, ReadsAnswer } from './commands/read.ts';
export type { RecallAnswer } from './commands/recall.ts';
export type { RenewAnswer } from './commands/renew.ts';
export * from './commands/room.ts';
export type { Send, SendAnswer } from './commands/send.ts';
export type { Sync, SyncAnswer } from './commands/sync.ts';
export type * from './commands.ts';
export * from './encoding.ts';
export type * from './entry.ts';
export * from './errors.ts';
export * from './ids.ts';
export * from './kinds.ts';
export * from './limits.ts';
export * from './names.ts';
export * from './position.ts';
export type * from './pushes.ts';
export type * from './queue-state.ts';
export * from './random.ts';
export * from './requests.ts';
export * from './room.ts';
export * from './spread.ts';
