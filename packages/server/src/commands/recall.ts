import type { Recalls } from '../conversation/recall.ts';
import type { CommandHandler } from './command.ts';

export function recallCommand(recalls: Pick<Recalls, 'recall'>): CommandHandler<'recall'> {
  return async ({ actor, request }) =>
    JSON.stringify(await recalls.recall(actor, request.conversation, request.syncId));
}
