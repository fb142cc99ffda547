import { attributeName, counterName, roomSet, userId, wireLimits } from '@eagre/protocol';
import { createRoute, z } from '@hono/zod-openapi';
import { backendActor } from '../../conversation/actor.ts';
import { deeperThan } from '../../json-depth.ts';
import { actorOf } from '../actor-of.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { described } from '../described.ts';
import { bearer, body, failures, json } from '../responses.ts';
import { attributesAnswer, countersAnswer, roomParams, setAnswer } from '../room-schemas.ts';

const common = { tags: ['rooms'], security: bearer };

/** Not `z.json()`, which follows a hostile body down until the stack ends. */
const value = z
  .unknown()
  .refine(
    (given) => !deeperThan(given, wireLimits.jsonDepth),
    `must not be nested deeper than ${wireLimits.jsonDepth} levels`,
  );

const getAttributes = createRoute({
  ...common,
  method: 'get',
  path: '/v1/rooms/{room}/attributes',
  summary: 'Get the attributes of a room',
  request: { params: roomParams },
  responses: { 200: json(attributesAnswer, 'All of them, by name'), ...failures },
});

const setAttributes = createRoute({
  ...common,
  method: 'patch',
  path: '/v1/rooms/{room}/attributes',
  summary: 'Change attributes of a room',
  description: `All of it or nothing, after it is on disk; every device sees every change in order. At most ${wireLimits.roomAttributes} keys, ${wireLimits.attributeBytes} bytes of JSON for one value and ${wireLimits.attributesBytes} for all.`,
  request: {
    params: roomParams,
    body: body(
      z.strictObject({
        from: userId.optional().openapi({ description: 'who does it; without it the system does' }),
        set: z.record(attributeName, value).openapi({
          description: 'null removes',
          example: { pinned: { itemId: 'sku-8' }, phase: null },
        }),
        expect: described(roomSet.shape.expect, {
          description:
            'versions that keys must have now, 0: must not be there; otherwise `version_mismatch`',
          example: { pinned: 3 },
        }),
      }),
    ),
  },
  responses: { 200: json(setAnswer, 'Done'), ...failures },
});

const getCounters = createRoute({
  ...common,
  method: 'get',
  path: '/v1/rooms/{room}/counters',
  summary: 'Get the counters of a room',
  request: { params: roomParams },
  responses: { 200: json(countersAnswer, 'All of them'), ...failures },
});

const addCounters = createRoute({
  ...common,
  method: 'post',
  path: '/v1/rooms/{room}/counters',
  summary: 'Add to counters of a room, or take from them',
  description:
    'The answer comes after the sums are on disk. A retry adds again: ask for the counters first when it is unknown whether a request was done.',
  request: {
    params: roomParams,
    body: body(
      z.strictObject({
        add: z
          .record(counterName, z.int())
          .refine((add) => Object.keys(add).length > 0, 'must name a counter')
          .openapi({ example: { like: 100, stock: -1 } }),
      }),
    ),
  },
  responses: { 200: json(countersAnswer, 'All counters, after it'), ...failures },
});

export function addRoomStateRoutes(api: Api, { services: { rooms } }: ApiDeps): void {
  api.openapi(getAttributes, async (context) => {
    const { room } = context.req.valid('param');
    return context.json(await rooms.attributes(context.var.app, room), 200);
  });
  api.openapi(setAttributes, async (context) => {
    const { room } = context.req.valid('param');
    const { from, set, expect } = context.req.valid('json');
    const actor = actorOf(context.var.app, from);
    return context.json(await rooms.setAttributes(actor, room, set, expect), 200);
  });
  api.openapi(getCounters, async (context) => {
    const { room } = context.req.valid('param');
    return context.json(await rooms.counters(context.var.app, room), 200);
  });
  api.openapi(addCounters, async (context) => {
    const { room } = context.req.valid('param');
    const { add } = context.req.valid('json');
    return context.json(await rooms.addCounters(backendActor(context.var.app), room, add), 200);
  });
}
