import type { Context, MiddlewareHandler } from 'hono';
import type { Limits } from '../../limits.ts';
import type { ConsoleEnv } from '../console-env.ts';
import { isWrite } from '../guard.ts';
import { pathInApp } from '../path-in-app.ts';
import { auditDetail, shortened } from './audit-detail.ts';
import type { AuditLog, AuditNote } from './audit-log.ts';
import { remoteOf } from './remote-of.ts';

type AuditLimits = Pick<Limits, 'consoleAuditDetail' | 'consoleAuditAction'>;

/** Below `/console/api/apps/{app}`: whatever changes something is written down, or not done. */
export function auditWrites(audit: AuditLog, limits: AuditLimits): MiddlewareHandler<ConsoleEnv> {
  return async (context, next) => {
    if (!isWrite(context.req.method)) return next();
    const note = await noteOf(context, limits);
    await audit.around(note, async () => {
      await next();
      return context.res.status;
    });
  };
}

async function noteOf(context: Context<ConsoleEnv>, limits: AuditLimits): Promise<AuditNote> {
  const { req } = context;
  const { app, session } = context.var;
  const { pathname, search } = new URL(req.url);
  const body = await req.raw.clone().text();
  const detail = auditDetail(search, body, limits.consoleAuditDetail);
  return {
    name: session.name,
    remote: remoteOf(context),
    action: shortened(`${req.method} ${readable(pathInApp(pathname))}`, limits.consoleAuditAction),
    app,
    ...(detail !== undefined && { detail }),
  };
}

/** Names of rooms and users hold characters that browsers encode. */
function readable(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
