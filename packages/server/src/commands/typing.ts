import type { Typing } from '../conversation/typing.ts';
import type { CommandHandler } from './command.ts';

export function typingCommand(typing: Pick<Typing, 'typing'>): CommandHandler<'typing'> {
  return async ({ actor, request }) => {
    await typing.typing(actor, request.conversation);
    return '{}';
  };
}
