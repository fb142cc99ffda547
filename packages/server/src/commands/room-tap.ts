import { deviceKey } from '../keys.ts';
import type { Entrance } from '../room/entrance.ts';
import type { CommandHandler } from './command.ts';

export function roomTapCommand(
  entrance: Pick<Entrance, 'requireInside'>,
): CommandHandler<'room.tap'> {
  return async ({ actor, request, connection }) => {
    const { room, member } = entrance.requireInside(actor, connection, request.room);
    room.tap(deviceKey(member.user, member.device), request.seq, request.counts);
    return '{}';
  };
}
