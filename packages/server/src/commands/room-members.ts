import type { Entrance } from '../room/entrance.ts';
import type { CommandHandler } from './command.ts';

export function roomMembersCommand(
  entrance: Pick<Entrance, 'requireInside'>,
): CommandHandler<'room.members'> {
  return async ({ actor, request, connection }) => {
    const { room } = entrance.requireInside(actor, connection, request.room);
    return JSON.stringify(room.members());
  };
}
