import type { Entrance } from '../room/entrance.ts';
import type { RoomDesk } from '../room/room-desk.ts';
import type { CommandHandler } from './command.ts';

export function roomModerateCommand(
  entrance: Pick<Entrance, 'requireInside'>,
  desk: Pick<RoomDesk, 'moderate'>,
): CommandHandler<'room.moderate'> {
  return async ({ actor, request, connection }) => {
    const { room } = entrance.requireInside(actor, connection, request.room);
    await desk.moderate(room, actor, request);
    return '{}';
  };
}
