import type { Entrance } from '../room/entrance.ts';
import type { CommandHandler } from './command.ts';

export function roomEnterCommand(entrance: Pick<Entrance, 'enter'>): CommandHandler<'room.enter'> {
  return ({ actor, request, connection }) => entrance.enter(actor, connection, request);
}
