import type { Sender } from '../conversation/send.ts';
import type { Arrivals } from '../observability/ways.ts';
import type { CommandHandler } from './command.ts';

export function sendCommand(
  sender: Pick<Sender, 'send'>,
  arrivals: Pick<Arrivals, 'arrival' | 'stored'>,
): CommandHandler<'send'> {
  return async ({ actor, request, connection }) => {
    const arrival = arrivals.arrival(connection.heardAtMs);
    const answer = await sender.send(actor, request);
    // A personal message stands in nobody's log but its reader's: its place is that of another.
    if (request.personalTo === undefined) {
      arrivals.stored(actor.app, request.conversation, answer, arrival);
    }
    return JSON.stringify(answer);
  };
}
