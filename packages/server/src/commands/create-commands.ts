import type { RoomMembersAnswer } from '@eagre/protocol';
import type { ConversationServices } from '../conversation/services.ts';
import { type Arrivals, noWays } from '../observability/ways.ts';
import type { Room } from '../room/room.ts';
import type { RoomServices } from '../room/services.ts';
import type { CommandHandlers } from './command.ts';
import { type ConnectDependencies, connectCommand } from './connect.ts';
import { conversationSetCommand } from './conversation-set.ts';
import { conversationsCommand } from './conversations.ts';
import { createDispatcher, type DispatcherOptions } from './dispatcher.ts';
import { groupCreateCommand } from './group-create.ts';
import { groupInviteCommand } from './group-invite.ts';
import { groupJoinCommand } from './group-join.ts';
import { groupLeaveCommand } from './group-leave.ts';
import { groupMembersCommand } from './group-members.ts';
import { groupRemoveCommand } from './group-remove.ts';
import { historyCommand } from './history.ts';
import { pingCommand } from './ping.ts';
import { pullCommand } from './pull.ts';
import { readCommand } from './read.ts';
import { readsCommand } from './reads.ts';
import { recallCommand } from './recall.ts';
import { renewCommand } from './renew.ts';
import { roomEnterCommand } from './room-enter.ts';
import { roomLeaveCommand } from './room-leave.ts';
import { roomMembersCommand } from './room-members.ts';
import { roomModerateCommand } from './room-moderate.ts';
import { roomSendCommand } from './room-send.ts';
import { roomSetCommand } from './room-set.ts';
import { roomTapCommand } from './room-tap.ts';
import { sendCommand } from './send.ts';
import { syncCommand } from './sync.ts';
import { typingCommand } from './typing.ts';

export interface CommandsOptions
  extends Omit<ConnectDependencies, 'timeline'>,
    Pick<DispatcherOptions, 'metrics' | 'report'> {
  services: ConversationServices;
  room: RoomServices;
  /** Members of a room, of all nodes where that is few. */
  members: (room: Room) => Promise<RoomMembersAnswer>;
  /** Told of messages that came in; by default nobody is. */
  arrivals?: Arrivals;
}

/** The table of all commands, wired to the services: the `dispatch` of a gateway. */
export function createCommands(options: CommandsOptions) {
  const { services, clock, metrics, report, verifier, interest, room } = options;
  const { timeline, groups, groupMembers } = services;
  const { arrivals = noWays } = options;
  const handlers: CommandHandlers = {
    sync: syncCommand({ timeline, interest }),
    ping: pingCommand(clock),
    renew: renewCommand(verifier),
    send: sendCommand(services.sender, arrivals),
    pull: pullCommand({ ...services, entrance: room.entrance }),
    history: historyCommand(services.history),
    read: readCommand(services.reads),
    reads: readsCommand(services.readMarks),
    recall: recallCommand(services.recalls),
    typing: typingCommand(services.typing),
    'group.create': groupCreateCommand(groups),
    'group.join': groupJoinCommand(groupMembers),
    'group.leave': groupLeaveCommand(groupMembers),
    'group.invite': groupInviteCommand(groupMembers),
    'group.remove': groupRemoveCommand(groupMembers),
    'group.members': groupMembersCommand(groups),
    conversations: conversationsCommand(services.summaries),
    'conversation.set': conversationSetCommand(services.settings),
    'room.enter': roomEnterCommand(room.entrance),
    'room.leave': roomLeaveCommand(room.entrance),
    'room.send': roomSendCommand(room.entrance, room.speech, arrivals),
    'room.tap': roomTapCommand(room.entrance),
    'room.members': roomMembersCommand(room.entrance, options.members),
    'room.set': roomSetCommand(room.entrance, room.desk),
    'room.moderate': roomModerateCommand(room.entrance, room.desk),
  };
  const connect = connectCommand({ ...options, timeline });
  return createDispatcher({ connect, handlers, clock, metrics, report });
}
