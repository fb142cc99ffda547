import { groupId, memberRoles, userId, wireLimits } from '@eagre/protocol';
import { createRoute, z } from '@hono/zod-openapi';
import { backendActor } from '../../conversation/actor.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { bearer, body, failures, json } from '../responses.ts';
import { groupAnswer, memberAnswer, pageLimit } from '../schemas.ts';

const params = z.object({ group: groupId });
const common = { tags: ['members'], security: bearer };
const users = z.array(userId).min(1).max(wireLimits.usersPerCommand);
const changed = json(
  z.object({ group: groupAnswer, unchanged: z.array(z.string()) }),
  'The group now, and the users for whom nothing changed',
);

const list = createRoute({
  ...common,
  method: 'get',
  path: '/v1/groups/{group}/members',
  summary: 'List the members of a group in order of their ids',
  request: {
    params,
    query: z.strictObject({
      after: userId.optional().openapi({ description: 'the last user of the page before' }),
      limit: pageLimit,
    }),
  },
  responses: {
    200: json(z.object({ items: z.array(memberAnswer), more: z.boolean() }), 'A page of them'),
    ...failures,
  },
});

const add = createRoute({
  ...common,
  method: 'post',
  path: '/v1/groups/{group}/members',
  summary: 'Add members to a group',
  request: {
    params,
    body: body(z.strictObject({ users })),
  },
  responses: { 200: changed, ...failures },
});

const remove = createRoute({
  ...common,
  method: 'post',
  path: '/v1/groups/{group}/members/remove',
  summary: 'Remove several members of a group',
  request: { params, body: body(z.strictObject({ users })) },
  responses: { 200: changed, ...failures },
});

const removeOne = createRoute({
  ...common,
  method: 'delete',
  path: '/v1/groups/{group}/members/{user}',
  summary: 'Remove a member of a group',
  request: { params: params.extend({ user: userId }) },
  responses: { 200: changed, ...failures },
});

const change = createRoute({
  ...common,
  method: 'patch',
  path: '/v1/groups/{group}/members/{user}',
  summary: 'Give a member of a group a role',
  description: 'A new owner takes the place of the old one, who becomes an admin.',
  request: {
    params: params.extend({ user: userId }),
    body: body(z.strictObject({ role: z.enum(memberRoles) })),
  },
  responses: { 200: json(memberAnswer, 'The member'), ...failures },
});

export function addMemberRoutes(api: Api, { services: { groups } }: ApiDeps): void {
  api.openapi(list, async (context) => {
    const { group } = context.req.valid('param');
    const { after, limit = wireLimits.pageItemsDefault } = context.req.valid('query');
    return context.json(await groups.members(context.var.app, group, { after, limit }), 200);
  });
  api.openapi(add, async (context) => {
    const { group } = context.req.valid('param');
    const { users } = context.req.valid('json');
    return context.json(await groups.add(backendActor(context.var.app), group, users), 200);
  });
  api.openapi(remove, async (context) => {
    const { group } = context.req.valid('param');
    const { users } = context.req.valid('json');
    return context.json(await groups.remove(backendActor(context.var.app), group, users), 200);
  });
  api.openapi(change, async (context) => {
    const { group, user } = context.req.valid('param');
    const { role } = context.req.valid('json');
    const actor = backendActor(context.var.app);
    return context.json(await groups.setRole(actor, group, user, role), 200);
  });
  api.openapi(removeOne, async (context) => {
    const { group, user } = context.req.valid('param');
    return context.json(await groups.remove(backendActor(context.var.app), group, [user]), 200);
  });
}
