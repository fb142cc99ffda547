import { deviceId, userId } from '@eagre/protocol';
import { createRoute, z } from '@hono/zod-openapi';
import type { TokenMint, TokenOrder } from '../../auth/token-mint.ts';
import { ServiceError } from '../../service-error.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { bearer, body, failures, json } from '../responses.ts';

const hourSeconds = 3600;

/** `maxSeconds`: the longest life the server takes. */
export function tokenOrder(maxSeconds: number) {
  return z.strictObject({
    user: userId,
    device: deviceId.optional().openapi({ description: 'the token is good for this device only' }),
    maxDevices: z.int().min(1).max(1000).optional(),
    ttlSeconds: z.int().min(1).max(maxSeconds).default(Math.min(hourSeconds, maxSeconds)),
  });
}

export const tokenAnswer = z.object({ token: z.string(), expiresAt: z.int() }).openapi('Token');

export function addTokenRoutes(api: Api, { mint, limits }: ApiDeps): void {
  const route = createRoute({
    method: 'post',
    path: '/v1/tokens',
    tags: ['tokens'],
    summary: 'Make a token with which a device of a user may connect',
    description: 'Only for apps whose tokens are signed with a secret (HS256) the server has.',
    security: bearer,
    request: { body: body(tokenOrder(Math.floor(limits.tokenLifeMs / 1000))) },
    responses: { 200: json(tokenAnswer, 'The token'), ...failures },
  });
  api.openapi(route, async (context) => {
    const { user, device, maxDevices, ttlSeconds } = context.req.valid('json');
    const order: TokenOrder = { app: context.var.app, user, ttlSeconds };
    if (device !== undefined) order.device = device;
    if (maxDevices !== undefined) order.maxDevices = maxDevices;
    return context.json(await minted(mint, order), 200);
  });
}

export async function minted(mint: TokenMint, order: TokenOrder) {
  const token = await mint.mint(order);
  if (token !== undefined) return token;
  throw new ServiceError(
    'unsupported',
    `app "${order.app}" signs its tokens with a key of its own; the server can't make them`,
  );
}
