import { moderations, roomModerate, userId, wireLimits } from '@eagre/protocol';
import { createRoute, z } from '@hono/zod-openapi';
import { backendActor } from '../../conversation/actor.ts';
import { actorOf } from '../actor-of.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { described } from '../described.ts';
import { given } from '../given.ts';
import { bearer, body, failures, json } from '../responses.ts';
import {
  moderationAnswer,
  onlineAnswer,
  person,
  role,
  roomParams,
  timeAnswer,
} from '../room-schemas.ts';
import { pageLimit } from '../schemas.ts';

const common = { tags: ['rooms'], security: bearer };
const roleAnswer = z.object({ user: z.string(), role }).openapi('RoomRole');

const members = createRoute({
  ...common,
  method: 'get',
  path: '/v1/rooms/{room}/members',
  summary: 'List who is in a room',
  description: 'All of a small room; of a large one those who came last, and a sample.',
  request: { params: roomParams },
  responses: {
    200: json(
      z
        .object({
          members: z.array(z.object({ user: z.string(), role, enteredAt: timeAnswer })),
          complete: z.boolean().openapi({ description: 'these are all' }),
          online: onlineAnswer,
        })
        .openapi('RoomMembers'),
      'Those who are in it on the node that answers',
    ),
    ...failures,
  },
});

const roles = createRoute({
  ...common,
  method: 'get',
  path: '/v1/rooms/{room}/roles',
  summary: 'List who has a role in a room, in order of the users',
  request: {
    params: roomParams,
    query: z.strictObject({
      after: userId.optional().openapi({ description: 'the last user of the page before' }),
      limit: pageLimit,
    }),
  },
  responses: {
    200: json(z.object({ items: z.array(roleAnswer), more: z.boolean() }), 'A page of them'),
    ...failures,
  },
});

const setRole = createRoute({
  ...common,
  method: 'put',
  path: '/v1/rooms/{room}/roles/{user}',
  summary: 'Give a user a role in a room',
  description:
    '`host` and `staff` send reliable messages, change attributes and keep order; what a `follower` says is left out later than what a `viewer` says. `viewer` takes the role off. The user need not be in the room.',
  request: {
    params: roomParams.extend({ user: userId }),
    body: body(z.strictObject({ role })),
  },
  responses: { 200: json(roleAnswer, 'The role'), ...failures },
});

const moderate = createRoute({
  ...common,
  method: 'post',
  path: '/v1/rooms/{room}/moderation',
  summary: 'Keep order in a room',
  description:
    '`mute`, `unmute`, `ban`, `unban`: name a `user`, or one `device` of it; `ms` is how long, without it until it is taken back. `mute_all`, `unmute_all`: everybody but host and staff. `slow`: `ms` is the least time between two messages of a viewer, 0 for none. `close` ends the room for good. Whoever it concerns is told at once.',
  request: {
    params: roomParams,
    body: body(
      z.strictObject({
        from: userId.optional().openapi({
          description: 'on whose behalf, with the rights of that user; without it the system',
        }),
        action: z.enum(moderations),
        ...person,
        ms: described(roomModerate.shape.ms, { example: 600_000 }),
      }),
    ),
  },
  responses: { 204: { description: 'Done, or it was so already' }, ...failures },
});

const moderation = createRoute({
  ...common,
  method: 'get',
  path: '/v1/rooms/{room}/moderation',
  summary: 'Get who is muted and banned in a room',
  request: { params: roomParams },
  responses: { 200: json(moderationAnswer, 'What is in force'), ...failures },
});

export function addRoomPeopleRoutes(api: Api, { services: { rooms } }: ApiDeps): void {
  api.openapi(members, async (context) => {
    const { room } = context.req.valid('param');
    return context.json(await rooms.members(context.var.app, room), 200);
  });
  api.openapi(roles, async (context) => {
    const { room } = context.req.valid('param');
    const { after, limit = wireLimits.pageItemsDefault } = context.req.valid('query');
    return context.json(await rooms.roles(context.var.app, room, { after, limit }), 200);
  });
  api.openapi(setRole, async (context) => {
    const { room, user } = context.req.valid('param');
    const wanted = context.req.valid('json').role;
    await rooms.setRole(backendActor(context.var.app), room, user, wanted);
    return context.json({ user, role: wanted }, 200);
  });
  api.openapi(moderate, async (context) => {
    const { room } = context.req.valid('param');
    const { from, ...request } = context.req.valid('json');
    await rooms.moderate(actorOf(context.var.app, from), room, given(request));
    return context.body(null, 204);
  });
  api.openapi(moderation, async (context) => {
    const { room } = context.req.valid('param');
    return context.json(await rooms.moderation(context.var.app, room), 200);
  });
}
