import type { RoomMembersAnswer } from '@eagre/protocol';
import type { Entrance } from '../room/entrance.ts';
import type { Room } from '../room/room.ts';
import type { CommandHandler } from './command.ts';

export function roomMembersCommand(
  entrance: Pick<Entrance, 'requireInside'>,
  members: (room: Room) => Promise<RoomMembersAnswer>,
): CommandHandler<'room.members'> {
  return async ({ actor, request, connection }) => {
    const { room } = entrance.requireInside(actor, connection, request.room);
    return JSON.stringify(await members(room));
  };
}
