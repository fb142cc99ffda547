import type { Entrance } from '../room/entrance.ts';
import type { Speech } from '../room/speech.ts';
import type { CommandHandler } from './command.ts';

export function roomSendCommand(
  entrance: Pick<Entrance, 'requireInside'>,
  speech: Pick<Speech, 'say'>,
): CommandHandler<'room.send'> {
  return async ({ actor, request, connection }) => {
    const { room, member } = entrance.requireInside(actor, connection, request.room);
    const speaker = { ...actor, device: member.device };
    return JSON.stringify(await speech.say(room, speaker, request));
  };
}
