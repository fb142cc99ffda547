import { type AppId, wireError } from '@eagre/protocol';
import type { MiddlewareHandler } from 'hono';
import { HttpError } from '../api/http-error.ts';
import type { AppDirectory } from '../auth/app-directory.ts';
import { ServiceError } from '../service-error.ts';
import type { ConsoleEnv } from './console-env.ts';
import { sessionCookie } from './session/cookie.ts';
import { isSameSecret } from './session/session-key.ts';
import { noSession, type Sessions } from './session/sessions.ts';

type Guard = MiddlewareHandler<ConsoleEnv>;

export const csrfHeader = 'x-eagre-csrf';

/** A page of another site has no business here, whatever it sends along. */
export const refuseForeignOrigin: Guard = async (context, next) => {
  const origin = context.req.header('origin');
  if (origin !== undefined && !isOwn(origin, context.req)) {
    throw forbidden('origin', 'header origin: pages of other sites may not use the console');
  }
  await next();
};

/** What is behind a proxy is known by the name that the proxy was called by. */
function isOwn(origin: string, req: { header(name: string): string | undefined }): boolean {
  const host = URL.canParse(origin) ? new URL(origin).host : '';
  const forwarded = req.header('x-forwarded-host')?.split(',')[0]?.trim();
  return host !== '' && (host === req.header('host') || host === forwarded);
}

export function requireSession(sessions: Sessions): Guard {
  return async (context, next) => {
    const token = sessionCookie(context);
    if (token === undefined) throw noSession('there is no session; log in first');
    context.set('session', await sessions.read(token));
    await next();
  };
}

/** Behind `requireSession`: whatever changes something proves that it comes from the console's page. */
export const requireCsrf: Guard = async (context, next) => {
  if (isWrite(context.req.method)) {
    const given = context.req.header(csrfHeader) ?? '';
    if (!isSameSecret(given, context.var.session.csrf)) {
      throw forbidden(csrfHeader, `header ${csrfHeader}: must be the "csrf" of the session`);
    }
  }
  await next();
};

/** Below `/apps/{app}`: of nothing else is there anything to see or to do. */
export function requireApp(apps: Pick<AppDirectory, 'get'>): Guard {
  return async (context, next) => {
    const app = context.req.param('app') ?? '';
    if (apps.get(app as AppId) === undefined) {
      throw new ServiceError('not_found', 'app: this server has no such app', { field: 'app' });
    }
    context.set('app', app as AppId);
    await next();
  };
}

export function isWrite(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

/** With a console that is off, every path says how to turn it on. */
export const isOff: Guard = async () => {
  throw new ServiceError(
    'not_found',
    'the console is off: give the server the setting adminKey (EAGRE_ADMIN_KEY; ' +
      '`eagre admin-key` makes one)',
  );
};

function forbidden(field: string, message: string): HttpError {
  return new HttpError(wireError('forbidden', message, { field }), 403);
}
