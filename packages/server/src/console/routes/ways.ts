import { appId, conversationId } from '@eagre/protocol';
import { z } from 'zod';
import { checked, found, listFields } from '../checked.ts';
import type { ConsoleApi } from '../console-env.ts';
import type { ConsoleDeps } from '../deps.ts';

const where = z.strictObject({ app: appId.optional(), conversation: conversationId.optional() });

export function addWayRoutes(api: ConsoleApi, { services: { ways }, limits }: ConsoleDeps): void {
  const query = z.strictObject({
    ...listFields(limits.consoleRows),
    conversation: conversationId.optional(),
  });
  api.get('/ways', async (context) => {
    return context.json(await ways.list(checked(query, context.req.query(), 'query')));
  });
  api.get('/ways/:id', async (context) => {
    const { app, conversation } = checked(where, context.req.query(), 'query');
    const way = await ways.get(context.req.param('id'), app, conversation);
    return context.json(found(way, 'message'));
  });
}
