import { deviceId, userId } from '@eagre/protocol';
import { createRoute, z } from '@hono/zod-openapi';
import type { Api, ApiDeps } from '../deps.ts';
import { bearer, failures, json } from '../responses.ts';

const common = { tags: ['devices'], security: bearer };
const user = z.object({ user: userId });
const device = user.extend({ device: deviceId });

const deviceAnswer = z.object({ device: z.string(), connectedAt: z.int() }).openapi('Device');
const kicked = json(z.object({ kicked: z.int() }), 'How many connections were closed');

const list = createRoute({
  ...common,
  method: 'get',
  path: '/v1/users/{user}/devices',
  summary: 'List the devices of a user that are connected now',
  request: { params: user },
  responses: { 200: json(z.object({ items: z.array(deviceAnswer) }), 'The devices'), ...failures },
});

const kickAll = createRoute({
  ...common,
  method: 'delete',
  path: '/v1/users/{user}/devices',
  summary: 'Close every connection of a user',
  description:
    'A device that still has a good token may come back; disable the user to prevent it.',
  request: { params: user },
  responses: { 200: kicked, ...failures },
});

const kickOne = createRoute({
  ...common,
  method: 'delete',
  path: '/v1/users/{user}/devices/{device}',
  summary: 'Close the connection of a device',
  request: { params: device },
  responses: { 200: kicked, ...failures },
});

export function addDeviceRoutes(api: Api, { services: { devices } }: ApiDeps): void {
  api.openapi(list, async (context) => {
    const { user } = context.req.valid('param');
    return context.json({ items: await devices.of(context.var.app, user) }, 200);
  });
  api.openapi(kickAll, async (context) => {
    const { user } = context.req.valid('param');
    return context.json({ kicked: await devices.kick(context.var.app, user, undefined) }, 200);
  });
  api.openapi(kickOne, async (context) => {
    const { user, device } = context.req.valid('param');
    return context.json({ kicked: await devices.kick(context.var.app, user, device) }, 200);
  });
}
