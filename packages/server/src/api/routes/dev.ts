import { appId, wireError } from '@eagre/protocol';
import { createRoute } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { devAppId } from '../../auth/dev-app.ts';
import type { TokenOrder } from '../../auth/token-mint.ts';
import { isLoopback } from '../../loopback.ts';
import { ServiceError } from '../../service-error.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { HttpError } from '../http-error.ts';
import { body, failures, json } from '../responses.ts';
import { minted, tokenAnswer, tokenOrder } from './tokens.ts';

const path = '/v1/dev/token';

/**
 * Listening on loopback does not keep out a web page in a browser on this machine. Its requests name
 * the page's own host, in `origin` or, after a trick with its DNS, in `host`.
 */
const fromThisMachine: MiddlewareHandler = async (context, next) => {
  const hosts = [`http://${context.req.header('host') ?? ''}`, context.req.header('origin')];
  if (!hosts.every((url) => url === undefined || isLoopback(hostOf(url)))) {
    throw new HttpError(
      wireError('forbidden', 'development tokens are for this machine only'),
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

/** Tokens for everybody on this machine; only in development mode. */
export function addDevRoutes(api: Api, { apps, mint, limits }: ApiDeps): void {
  api.use(path, fromThisMachine);
  api.options(path, (context) => context.body(null, 204));
  const route = createRoute({
    method: 'post',
    path,
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
    if (apps.get(app) === undefined) {
      const known = apps.ids().join(', ');
      throw new ServiceError('not_found', `app: this server has ${known}`, { field: 'app' });
    }
    const order: TokenOrder = { app, user, ttlSeconds };
    if (device !== undefined) order.device = device;
    if (maxDevices !== undefined) order.maxDevices = maxDevices;
    return context.json(await minted(mint, order), 200);
  });
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, '') : '';
}
