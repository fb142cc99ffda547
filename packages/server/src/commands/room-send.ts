import type { Arrivals } from '../observability/ways.ts';
import type { Entrance } from '../room/entrance.ts';
import type { Speech } from '../room/speech.ts';
import type { CommandHandler } from './command.ts';

export function roomSendCommand(
  entrance: Pick<Entrance, 'requireInside'>,
  speech: Pick<Speech, 'say'>,
  arrivals: Arrivals,
): CommandHandler<'room.send'> {
  return async ({ actor, request, connection }) => {
    const arrival = arrivals.arrival(connection.heardAtMs);
    const { room, member } = entrance.requireInside(actor, connection, request.room);
    const speaker = { ...actor, device: member.device };
    const answer = await speech.say(room, speaker, request);
    const { clientId: id, kind } = request;
    if (answer.syncId !== undefined) arrivals.stored(room.app, room.id, answer, arrival);
    else arrivals.said(room.app, room.id, { from: actor.user, id, kind }, arrival);
    return JSON.stringify(answer);
  };
}
