import { type AppId, wireError } from '@eagre/protocol';
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { AppDirectory } from '../auth/app-directory.ts';
import { ServiceError } from '../service-error.ts';
import { answer } from './error-mapper.ts';
import { HttpError } from './http-error.ts';

/** What whoever calls the API inside this process says beside the request; nothing of it is on the network. */
export interface ApiBindings {
  /** An operator, whose rights were checked, acts for this app. */
  operator?: { app: AppId };
}

/** What handlers find in the request's context. */
export interface ApiEnv {
  Bindings: ApiBindings;
  Variables: { app: AppId };
}

/** Lets only requests with an app's key, or of an operator, in; everything they touch is of that app. */
export function requireAppKey(apps: AppDirectory): MiddlewareHandler<ApiEnv> {
  return async (context, next) => {
    // Hono hands on what it was given: nothing, for whatever comes from the network.
    const operator = (context.env as ApiBindings | undefined)?.operator;
    if (operator !== undefined) {
      context.set('app', operator.app);
      return next();
    }
    const header = context.req.header('authorization');
    if (header === undefined) {
      throw new ServiceError(
        'unauthenticated',
        'header authorization: send "Bearer APP.KEYID.SECRET"',
        {
          field: 'authorization',
        },
      );
    }
    const key = /^Bearer +(\S+)$/i.exec(header)?.[1];
    const app = key === undefined ? undefined : apps.appOfKey(key);
    if (app === undefined) {
      throw new ServiceError('unauthenticated', 'header authorization: not a key of this server', {
        field: 'authorization',
      });
    }
    context.set('app', app.id);
    await next();
  };
}

const methodsWithBody = new Set(['POST', 'PUT', 'PATCH']);
const writes = new Set([...methodsWithBody, 'DELETE']);

/** A body of another type would be taken for an empty one and refused for what it lacks. */
export const requireJson: MiddlewareHandler = async (context, next) => {
  const type = context.req.header('content-type') ?? '';
  if (methodsWithBody.has(context.req.method) && !/^application\/json\b/i.test(type)) {
    const wire = wireError('malformed', 'header content-type: must be application/json', {
      field: 'content-type',
    });
    throw new HttpError(wire, 415);
  }
  await next();
};

export function limitBody(maxBytes: number): MiddlewareHandler {
  return bodyLimit({
    maxSize: maxBytes,
    onError: () =>
      answer(wireError('too_large', `body: at most ${maxBytes} bytes`, { field: 'body' })),
  });
}

/** A node that is about to close starts nothing new; what was let in is still answered. */
export function refuseWritesWhile(draining: () => boolean): MiddlewareHandler {
  return async (context, next) => {
    if (draining() && writes.has(context.req.method)) {
      throw new ServiceError('draining', 'the server is about to close, ask another one', {
        retryAfterMs: 1000,
      });
    }
    await next();
  };
}

/** Bounds the requests being answered, so that a slow store can't pile them up. */
export function limitConcurrency(max: number): MiddlewareHandler {
  let running = 0;
  return async (_context, next) => {
    if (running >= max) {
      throw new ServiceError('overloaded', `more than ${max} requests at once`, {
        retryAfterMs: 1000,
      });
    }
    running++;
    try {
      await next();
    } finally {
      running--;
    }
  };
}
