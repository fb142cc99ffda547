import type { Sender } from '../conversation/send.ts';
import type { CommandHandler } from './command.ts';

export function sendCommand(sender: Pick<Sender, 'send'>): CommandHandler<'send'> {
  return async ({ actor, request }) => JSON.stringify(await sender.send(actor, request));
}
