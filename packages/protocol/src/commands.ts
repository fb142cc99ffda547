import type { z } from 'zod';
import type { Connect, ConnectAnswer } from './commands/connect.ts';
import type {
  ConversationSet,
  ConversationSetAnswer,
  Conversations,
  ConversationsAnswer,
} from './commands/conversations.ts';
import type {
  GroupChangeAnswer,
  GroupCreate,
  GroupInvite,
  GroupJoin,
  GroupLeave,
  GroupMembers,
  GroupMembersAnswer,
  GroupRemove,
} from './commands/group.ts';
import type { History, HistoryAnswer } from './commands/history.ts';
import type { Ping, PingAnswer } from './commands/ping.ts';
import type { Pull, PullAnswer } from './commands/pull.ts';
import type { Read, ReadAnswer, Reads, ReadsAnswer } from './commands/read.ts';
import type { Recall, RecallAnswer } from './commands/recall.ts';
import type { Renew, RenewAnswer } from './commands/renew.ts';
import type {
  RoomEnter,
  RoomEnterAnswer,
  RoomLeave,
  RoomMembers,
  RoomMembersAnswer,
  RoomModerate,
  RoomSend,
  RoomSendAnswer,
  RoomSet,
  RoomSetAnswer,
  RoomTap,
} from './commands/room.ts';
import type { Send, SendAnswer } from './commands/send.ts';
import type { Sync, SyncAnswer } from './commands/sync.ts';
import type { Typing, TypingAnswer } from './commands/typing.ts';
import type { CommandName, requestSchemas } from './requests.ts';

/** Request (after validation) and answer of every command. */
export interface Commands {
  connect: { request: Connect; answer: ConnectAnswer };
  sync: { request: Sync; answer: SyncAnswer };
  ping: { request: Ping; answer: PingAnswer };
  renew: { request: Renew; answer: RenewAnswer };
  send: { request: Send; answer: SendAnswer };
  pull: { request: Pull; answer: PullAnswer };
  history: { request: History; answer: HistoryAnswer };
  read: { request: Read; answer: ReadAnswer };
  reads: { request: Reads; answer: ReadsAnswer };
  recall: { request: Recall; answer: RecallAnswer };
  typing: { request: Typing; answer: TypingAnswer };
  'group.create': { request: GroupCreate; answer: GroupChangeAnswer };
  'group.join': { request: GroupJoin; answer: GroupChangeAnswer };
  'group.leave': { request: GroupLeave; answer: GroupChangeAnswer };
  'group.invite': { request: GroupInvite; answer: GroupChangeAnswer };
  'group.remove': { request: GroupRemove; answer: GroupChangeAnswer };
  'group.members': { request: GroupMembers; answer: GroupMembersAnswer };
  conversations: { request: Conversations; answer: ConversationsAnswer };
  'conversation.set': { request: ConversationSet; answer: ConversationSetAnswer };
  'room.enter': { request: RoomEnter; answer: RoomEnterAnswer };
  'room.leave': { request: RoomLeave; answer: Record<string, never> };
  'room.send': { request: RoomSend; answer: RoomSendAnswer };
  'room.tap': { request: RoomTap; answer: Record<string, never> };
  'room.members': { request: RoomMembers; answer: RoomMembersAnswer };
  'room.set': { request: RoomSet; answer: RoomSetAnswer };
  'room.moderate': { request: RoomModerate; answer: Record<string, never> };
}

export type Request<Name extends CommandName = CommandName> = Commands[Name]['request'];
export type Answer<Name extends CommandName = CommandName> = Commands[Name]['answer'];

/** What a device writes before validation: defaults may be left out, ids are plain strings. */
export type RequestInput<Name extends CommandName = CommandName> = z.input<
  (typeof requestSchemas)[Name]
>;
