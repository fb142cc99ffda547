import { encodeHistory, type History } from '../conversation/history.ts';
import type { CommandHandler } from './command.ts';

export function historyCommand(history: Pick<History, 'read'>): CommandHandler<'history'> {
  return async ({ actor, request }) =>
    encodeHistory(await history.read(actor, request.conversation, request));
}
