import type { Settings } from '../conversation/settings.ts';
import type { CommandHandler } from './command.ts';

export function conversationSetCommand(
  settings: Pick<Settings, 'setMuted'>,
): CommandHandler<'conversation.set'> {
  return async ({ actor, request }) =>
    JSON.stringify(await settings.setMuted(actor, request.conversation, request.muted));
}
