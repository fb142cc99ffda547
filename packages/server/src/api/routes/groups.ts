import { fanoutPolicy, groupId, priority, userId, wireLimits } from '@eagre/protocol';
import { createRoute, z } from '@hono/zod-openapi';
import { backendActor } from '../../conversation/actor.ts';
import { ServiceError } from '../../service-error.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { given } from '../given.ts';
import { bearer, body, failures, json } from '../responses.ts';
import { groupAnswer, title } from '../schemas.ts';

const params = z.object({ group: groupId });
const common = { tags: ['groups'], security: bearer };

/** `groupMembers`: the most members any group of this server may have. */
const settings = (groupMembers: number) => ({
  name: title.optional(),
  open: z.boolean().optional().openapi({ description: 'anyone of the app may join by the id' }),
  priority: priority.optional(),
  policy: fanoutPolicy.optional().openapi({ description: 'what decides the fan-out mode' }),
  memberLimit: z.int().min(1).max(groupMembers).optional(),
});

const create = (groupMembers: number) =>
  createRoute({
    ...common,
    method: 'post',
    path: '/v1/groups',
    summary: 'Make a group',
    request: {
      body: body(
        z.strictObject({
          group: groupId,
          owner: userId.optional().openapi({ description: 'without one the backend alone rules' }),
          members: z.array(userId).max(wireLimits.usersPerCommand).default([]),
          ...settings(groupMembers),
        }),
      ),
    },
    responses: { 201: json(groupAnswer, 'The group'), ...failures },
  });

const get = createRoute({
  ...common,
  method: 'get',
  path: '/v1/groups/{group}',
  summary: 'Get a group',
  request: { params },
  responses: { 200: json(groupAnswer, 'The group'), ...failures },
});

const change = (groupMembers: number) =>
  createRoute({
    ...common,
    method: 'patch',
    path: '/v1/groups/{group}',
    summary: 'Change the settings of a group',
    request: { params, body: body(z.strictObject(settings(groupMembers))) },
    responses: { 200: json(groupAnswer, 'The group'), ...failures },
  });

const remove = createRoute({
  ...common,
  method: 'delete',
  path: '/v1/groups/{group}',
  summary: 'Delete a group: its members leave and its id is not given again',
  request: { params },
  responses: { 204: { description: 'Deleted' }, ...failures },
});

export function addGroupRoutes(api: Api, { services: { groups }, limits }: ApiDeps): void {
  api.openapi(create(limits.groupMembers), async (context) => {
    const { open = false, ...group } = context.req.valid('json');
    const made = await groups.create(backendActor(context.var.app), given({ ...group, open }));
    return context.json(made, 201);
  });
  api.openapi(get, async (context) => {
    const { group } = context.req.valid('param');
    const found = await groups.get(context.var.app, group);
    if (found === undefined) {
      throw new ServiceError('not_found', 'no such group', { field: 'group' });
    }
    return context.json(found, 200);
  });
  api.openapi(change(limits.groupMembers), async (context) => {
    const { group } = context.req.valid('param');
    const wanted = given(context.req.valid('json'));
    return context.json(await groups.change(backendActor(context.var.app), group, wanted), 200);
  });
  api.openapi(remove, async (context) => {
    const { group } = context.req.valid('param');
    await groups.delete(backendActor(context.var.app), group);
    return context.body(null, 204);
  });
}
