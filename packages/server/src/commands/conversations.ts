import { encodeSummaries, type Summaries } from '../conversation/summaries.ts';
import type { CommandHandler } from './command.ts';

export function conversationsCommand(
  summaries: Pick<Summaries, 'list'>,
): CommandHandler<'conversations'> {
  return async ({ actor, request }) => encodeSummaries(await summaries.list(actor, request));
}
