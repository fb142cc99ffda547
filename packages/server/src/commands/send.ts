import type { Sender } from '../conversation/send.ts';
import type { Arrivals } from '../observability/ways.ts';
import type { CommandHandler } from './command.ts';

export function sendCommand(
  sender: Pick<Sender, 'send'>,
  arrivals: Pick<Arrivals, 'arrival' | 'stored' | 'personal'>,
): CommandHandler<'send'> {
  return async ({ actor, request, connection }) => {
    const arrival = arrivals.arrival(connection.heardAtMs);
    const answer = await sender.send(actor, request);
    const { conversation, clientId: id, kind, personalTo } = request;
    if (personalTo === undefined) arrivals.stored(actor.app, conversation, answer, arrival);
    else {
      const head = { from: actor.user, id, kind };
      arrivals.personal(actor.app, conversation, head, answer, arrival);
    }
    return JSON.stringify(answer);
  };
}
