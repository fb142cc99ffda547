import { type AppId, appId, roomId, userId, wireError } from '@eagre/protocol';
import { createRoute, z } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { devAppId } from '../../auth/dev-app.ts';
import type { TokenOrder } from '../../auth/token-mint.ts';
import { backendActor } from '../../conversation/actor.ts';
import { isLoopback } from '../../loopback.ts';
import { ServiceError } from '../../service-error.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { HttpError } from '../http-error.ts';
import { body, failures, json } from '../responses.ts';
import { role } from '../room-schemas.ts';
import { addCrowdRoutes } from './dev-crowd.ts';
import { minted, tokenAnswer, tokenOrder } from './tokens.ts';

const guarded = '/v1/dev/*';

/**
 * Listening on loopback does not keep out a web page in a browser on this machine. Its requests name
 * the page's own host, in `origin` or, after a trick with its DNS, in `host`.
 */
const fromThisMachine: MiddlewareHandler = async (context, next) => {
  const hosts = [`http://${context.req.header('host') ?? ''}`, context.req.header('origin')];
  if (!hosts.every((url) => url === undefined || isLoopback(hostOf(url)))) {
    throw new HttpError(
      wireError('forbidden', 'development routes are for this machine only'),
      403,
    );
  }
  const origin = context.req.header('origin');
  await next();
  if (origin === undefined) return;
  // A page that is being developed on another port of this machine may ask.
  context.header('access-control-allow-origin', origin);
  context.header('access-control-allow-headers', 'content-type');
  context.header('vary', 'origin');
};

/** What everybody on this machine may do without a key; only in development mode. */
export function addDevRoutes(api: Api, deps: ApiDeps): void {
  api.use(guarded, fromThisMachine);
  api.options(guarded, (context) => context.body(null, 204));
  addToken(api, deps);
  addRoomHost(api, deps);
  addCrowdRoutes(api, deps.crowd);
}

function addToken(api: Api, { apps, mint, limits }: ApiDeps): void {
  const route = createRoute({
    method: 'post',
    path: '/v1/dev/token',
    tags: ['development'],
    summary: 'Make a token without a key (development mode only)',
    request: {
      body: body(
        tokenOrder(Math.floor(limits.tokenLifeMs / 1000)).extend({ app: appId.optional() }),
      ),
    },
    responses: { 200: json(tokenAnswer, 'The token'), ...failures },
  });
  api.openapi(route, async (context) => {
    const { app = devAppId, user, device, maxDevices, ttlSeconds } = context.req.valid('json');
    checkApp(apps, app);
    const order: TokenOrder = { app, user, ttlSeconds };
    if (device !== undefined) order.device = device;
    if (maxDevices !== undefined) order.maxDevices = maxDevices;
    return context.json(await minted(mint, order), 200);
  });
}

function addRoomHost(api: Api, { apps, services: { rooms } }: ApiDeps): void {
  const route = createRoute({
    method: 'post',
    path: '/v1/dev/room-host',
    tags: ['development'],
    summary: 'Make a user the host of a room without a key (development mode only)',
    request: {
      body: body(z.strictObject({ room: roomId, user: userId, app: appId.optional() })),
    },
    responses: { 200: json(z.object({ user: z.string(), role }), 'The role'), ...failures },
  });
  api.openapi(route, async (context) => {
    const { app = devAppId, room, user } = context.req.valid('json');
    checkApp(apps, app);
    await rooms.setRole(backendActor(app), room, user, 'host');
    return context.json({ user, role: 'host' as const }, 200);
  });
}

function checkApp(apps: ApiDeps['apps'], app: AppId): void {
  if (apps.get(app) !== undefined) return;
  const known = apps.ids().join(', ');
  throw new ServiceError('not_found', `app: this server has ${known}`, { field: 'app' });
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : '';
}
