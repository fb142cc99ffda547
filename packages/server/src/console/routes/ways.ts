import { appId, conversationId, userId } from '@eagre/protocol';
import { z } from 'zod';
import { ServiceError } from '../../service-error.ts';
import { checked, checkedBody, found, listFields } from '../checked.ts';
import type { ConsoleApi } from '../console-env.ts';
import type { ConsoleDeps, WayTarget } from '../deps.ts';

const target = z.strictObject({ conversation: conversationId.optional(), from: userId.optional() });
const where = target.extend({ app: appId.optional() });

export function addWayRoutes(api: ConsoleApi, { services: { ways }, limits }: ConsoleDeps): void {
  const query = z.strictObject({
    ...listFields(limits.consoleRows),
    conversation: conversationId.optional(),
  });
  api.get('/ways', async (context) => {
    return context.json(await ways.list(checked(query, context.req.query(), 'query')));
  });
  api.get('/ways/:id', async (context) => {
    const asked = checked(where, context.req.query(), 'query');
    const way = await ways.get(context.req.param('id'), asked);
    return context.json(found(way, 'message'));
  });
}

/** Below `/apps/{app}`, so that the audit log tells who looks at whose messages. */
export function addFollowRoutes(api: ConsoleApi, { services: { ways } }: ConsoleDeps): void {
  api.post('/apps/:app/follow', async (context) => {
    const wanted = named(await checkedBody(target, context.req));
    return context.json(await ways.follow(context.var.app, wanted));
  });
  api.delete('/apps/:app/follow', async (context) => {
    await ways.unfollow(context.var.app, named(checked(target, context.req.query(), 'query')));
    return context.body(null, 204);
  });
}

function named(wanted: WayTarget): WayTarget {
  if (wanted.conversation !== undefined || wanted.from !== undefined) return wanted;
  throw new ServiceError('invalid_argument', 'name a conversation, a sender (from), or both', {
    field: 'conversation',
  });
}
