import type { Reads } from '../conversation/reads.ts';
import type { CommandHandler } from './command.ts';

export function readCommand(reads: Pick<Reads, 'mark'>): CommandHandler<'read'> {
  return async ({ actor, request }) =>
    JSON.stringify(await reads.mark(actor, request.conversation, request.syncId));
}
