import * as connect from './commands/connect.ts';
import * as conversations from './commands/conversations.ts';
import * as group from './commands/group.ts';
import * as history from './commands/history.ts';
import * as ping from './commands/ping.ts';
import * as pull from './commands/pull.ts';
import * as read from './commands/read.ts';
import * as recall from './commands/recall.ts';
import * as renew from './commands/renew.ts';
import * as room from './commands/room.ts';
import * as send from './commands/send.ts';
import * as sync from './commands/sync.ts';
import * as typing from './commands/typing.ts';

/** Every command a device may send, by its `cmd`: the only union of requests. */
export const requestSchemas = {
  connect: connect.connect,
  sync: sync.sync,
  ping: ping.ping,
  renew: renew.renew,
  send: send.send,
  pull: pull.pull,
  history: history.history,
  read: read.read,
  reads: read.reads,
  recall: recall.recall,
  typing: typing.typing,
  'group.create': group.groupCreate,
  'group.join': group.groupJoin,
  'group.leave': group.groupLeave,
  'group.invite': group.groupInvite,
  'group.remove': group.groupRemove,
  'group.members': group.groupMembers,
  conversations: conversations.conversations,
  'conversation.set': conversations.conversationSet,
  'room.enter': room.roomEnter,
  'room.leave': room.roomLeave,
  'room.send': room.roomSend,
  'room.tap': room.roomTap,
  'room.members': room.roomMembers,
  'room.set': room.roomSet,
  'room.moderate': room.roomModerate,
} as const;

export type CommandName = keyof typeof requestSchemas;
