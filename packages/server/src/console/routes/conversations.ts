import { checked, conversationParams, found } from '../checked.ts';
import type { ConsoleApi } from '../console-env.ts';
import type { ConsoleDeps } from '../deps.ts';

export function addConversationRoutes(
  api: ConsoleApi,
  { services: { conversations } }: ConsoleDeps,
): void {
  api.get('/apps/:app/conversations/:id', async (context) => {
    const { app, id } = checked(conversationParams, context.req.param(), 'param');
    return context.json(found(await conversations.get(app, id), 'conversation'));
  });
}
