import type { Entrance } from '../room/entrance.ts';
import type { CommandHandler } from './command.ts';

export function roomLeaveCommand(entrance: Pick<Entrance, 'leave'>): CommandHandler<'room.leave'> {
  return async ({ actor, request, connection }) => {
    entrance.leave(actor, connection, request);
    return '{}';
  };
}
