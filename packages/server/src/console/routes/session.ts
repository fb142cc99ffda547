import type { Context, MiddlewareHandler } from 'hono';
import { z } from 'zod';
import { limitBody, requireJson } from '../../api/gate.ts';
import type { AuditLog, AuditNote } from '../audit/audit-log.ts';
import { remoteOf } from '../audit/remote-of.ts';
import { checkedBody } from '../checked.ts';
import type { ConsoleApi, ConsoleEnv } from '../console-env.ts';
import type { ConsoleSession } from '../contract.ts';
import type { ConsoleDeps } from '../deps.ts';
import { clearSessionCookie, setSessionCookie } from '../session/cookie.ts';
import { LoginDesk } from '../session/login-desk.ts';
import type { Session, Sessions } from '../session/sessions.ts';

const login = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(64)
    .regex(/^\P{C}*$/u, 'must hold no control characters'),
  key: z.string().max(256),
});

export interface SessionDeps extends ConsoleDeps {
  readonly adminKey: string;
  readonly sessions: Sessions;
  readonly audit: AuditLog;
}

/** The one route that is open to everybody. */
export function addLoginRoute(api: ConsoleApi, deps: SessionDeps): void {
  const { adminKey, sessions, clock, limits } = deps;
  const admit: MiddlewareHandler<ConsoleEnv> = async (context, next) => {
    desk.admit(context.env.remote);
    await next();
  };
  api.post('/login', admit, requireJson, limitBody(limits.httpBodyBytes), async (context) => {
    const tried = await checkedBody(login, context.req);
    const from = { name: tried.name, remote: remoteOf(context) };
    await desk.check({ ...tried, address: context.env.remote, remote: from.remote });
    const { session, token } = await sessions.open(tried.name);
    await noteIfPossible(deps, { ...from, action: 'login' }, 200);
    setSessionCookie(context, token, limits.consoleSessionMs);
    return context.json(sessionAnswer(deps, session));
  });

  const desk = new LoginDesk({
    ...{ adminKey, clock, limits },
    refused: async ({ name, remote }, more) => {
      const detail = more > 0 && { detail: `${more} more since the last entry of this kind` };
      await noteIfPossible(deps, { name, remote, action: 'login_refused', ...detail }, 401);
    },
  });
}

/** Behind the guard: asks for the session, and ends it. */
export function addSessionRoutes(api: ConsoleApi, deps: SessionDeps): void {
  api.get('/session', (context) => context.json(sessionAnswer(deps, context.var.session)));
  api.post('/logout', async (context: Context<ConsoleEnv>) => {
    const { session } = context.var;
    await deps.loggedOut.add(session);
    const from = { name: session.name, remote: remoteOf(context) };
    await noteIfPossible(deps, { ...from, action: 'logout' }, 200);
    clearSessionCookie(context);
    return context.json({});
  });
}

/** An operator comes in to see what is wrong, also when it is the store; the server's log has it then. */
async function noteIfPossible(
  { audit, logger }: SessionDeps,
  note: AuditNote,
  status: number,
): Promise<void> {
  await audit.write(note, status).catch((error: unknown) => {
    logger.error({ error, action: note.action }, 'the audit log lacks an entry');
  });
}

function sessionAnswer(deps: ConsoleDeps, { name, csrf, expiresAt }: Session): ConsoleSession {
  const { node, cluster, version, dev } = deps;
  return { name, csrf, expiresAt, node, cluster, version, dev };
}
