import type { Entrance } from '../room/entrance.ts';
import type { RoomDesk } from '../room/room-desk.ts';
import type { CommandHandler } from './command.ts';

export function roomSetCommand(
  entrance: Pick<Entrance, 'requireInside'>,
  desk: Pick<RoomDesk, 'set'>,
): CommandHandler<'room.set'> {
  return async ({ actor, request, connection }) => {
    const { room } = entrance.requireInside(actor, connection, request.room);
    return JSON.stringify(await desk.set(room, actor, request.set, request.expect));
  };
}
