import { fanoutModes, priorities, userId, wireLimits } from '@eagre/protocol';
import { createRoute, z } from '@hono/zod-openapi';
import { ServiceError } from '../../service-error.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { entryAnswer } from '../entry-schemas.ts';
import { given } from '../given.ts';
import { bearer, body, failures, json } from '../responses.ts';
import { pageLimit, pageOffset, title, userAnswer } from '../schemas.ts';

const params = z.object({ user: userId });
const common = { tags: ['users'], security: bearer };

const put = createRoute({
  ...common,
  method: 'put',
  path: '/v1/users/{user}',
  summary: 'Make a user known, or name it',
  description: 'Users need not be made known before they connect.',
  request: { params, body: body(z.strictObject({ name: title.optional() })) },
  responses: { 200: json(userAnswer, 'The user'), ...failures },
});

const get = createRoute({
  ...common,
  method: 'get',
  path: '/v1/users/{user}',
  summary: 'Get a user',
  request: { params },
  responses: { 200: json(userAnswer, 'The user'), ...failures },
});

const patch = createRoute({
  ...common,
  method: 'patch',
  path: '/v1/users/{user}',
  summary: 'Rename, disable or enable a user',
  description: 'A disabled user can neither connect nor send; open connections are closed.',
  request: {
    params,
    body: body(z.strictObject({ name: title.optional(), disabled: z.boolean().optional() })),
  },
  responses: { 200: json(userAnswer, 'The user'), ...failures },
});

const summary = z
  .object({
    conversation: z.string(),
    name: z.string().optional(),
    mode: z.enum(fanoutModes),
    priority: z.enum(priorities),
    muted: z.boolean(),
    epoch: z.int(),
    head: z.int(),
    read: z.int(),
    unread: z.int(),
    last: entryAnswer.optional(),
  })
  .openapi('ConversationSummary');

const listConversations = createRoute({
  ...common,
  method: 'get',
  path: '/v1/users/{user}/conversations',
  summary: "List a user's conversations, the one with the latest entry first",
  request: {
    params,
    query: z.strictObject({
      offset: pageOffset,
      limit: pageLimit,
    }),
  },
  responses: {
    200: json(z.object({ items: z.array(summary), more: z.boolean() }), 'A page of them'),
    ...failures,
  },
});

export function addUserRoutes(api: Api, { services: { users, devices } }: ApiDeps): void {
  api.openapi(put, async (context) => {
    const { user } = context.req.valid('param');
    const change = given(context.req.valid('json'));
    return context.json(await users.put(context.var.app, user, change), 200);
  });
  api.openapi(get, async (context) => {
    const { user } = context.req.valid('param');
    const found = await users.get(context.var.app, user);
    if (found === undefined) throw noSuchUser();
    return context.json(found, 200);
  });
  api.openapi(patch, async (context) => {
    const { app } = context.var;
    const { user } = context.req.valid('param');
    if ((await users.get(app, user)) === undefined) throw noSuchUser();
    const changed = await users.put(app, user, given(context.req.valid('json')));
    if (changed.disabled) await devices.kick(app, user, undefined);
    return context.json(changed, 200);
  });
  api.openapi(listConversations, async (context) => {
    const { user } = context.req.valid('param');
    const { offset = 0, limit = wireLimits.pageItemsDefault } = context.req.valid('query');
    return context.json(await users.conversations(context.var.app, user, { offset, limit }), 200);
  });
}

function noSuchUser(): ServiceError {
  return new ServiceError('not_found', 'no such user', { field: 'user' });
}
