import { Hono } from 'hono';
import { errorMapper } from '../api/error-mapper.ts';
import { limitBody, limitConcurrency } from '../api/gate.ts';
import { notFound } from '../api/not-found.ts';
import { AuditLog } from './audit/audit-log.ts';
import { auditWrites } from './audit/audit-writes.ts';
import type { ConsoleApi, ConsoleEnv } from './console-env.ts';
import type { ConsoleDeps } from './deps.ts';
import { isOff, refuseForeignOrigin, requireApp, requireCsrf, requireSession } from './guard.ts';
import { addAppApiRoutes } from './routes/app-api.ts';
import { addAuditRoutes } from './routes/audit.ts';
import { addConversationRoutes } from './routes/conversations.ts';
import { addDeviceRoutes } from './routes/devices.ts';
import { addQueueRoutes } from './routes/queues.ts';
import { addRoomRoutes } from './routes/rooms.ts';
import { addSeriesRoutes } from './routes/series.ts';
import { addLoginRoute, addSessionRoutes } from './routes/session.ts';
import { addStateRoutes } from './routes/state.ts';
import { addTokenRoutes } from './routes/tokens.ts';
import { addUserRoutes } from './routes/users.ts';
import { addFollowRoutes, addWayRoutes } from './routes/ways.ts';
import { sessionKeys } from './session/session-key.ts';
import { Sessions } from './session/sessions.ts';

/** The operators' console, without its pages. */
export interface Console {
  /** Answers everything below `/console/api`; `remote` is the address of whoever asks. */
  fetch(request: Request, remote: string): Response | Promise<Response>;
}

const path = '/console/api';

export function createConsole(deps: ConsoleDeps): Console {
  const api: ConsoleApi = new Hono<ConsoleEnv>().basePath(path);
  api.onError(errorMapper(deps.logger));
  api.notFound(notFound(api));
  api.use(async (context, next) => {
    await next();
    // It tells of people, and of now.
    context.header('cache-control', 'no-store');
  });
  if (deps.adminKey === undefined) api.use(isOff);
  else addRoutes(api, deps, deps.adminKey);
  return { fetch: (request, remote) => api.fetch(request, { remote }) };
}

function addRoutes(api: ConsoleApi, deps: ConsoleDeps, adminKey: string): void {
  const { apps, clock, limits, loggedOut, store, node, logger } = deps;
  const keys = sessionKeys(adminKey);
  const sessions = new Sessions({ keys, loggedOut, clock, lifeMs: limits.consoleSessionMs });
  const pageBytes = limits.consoleAuditPageBytes;
  const audit = new AuditLog({ store, node, clock, logger, pageBytes });

  api.use(refuseForeignOrigin);
  const session = { ...deps, adminKey, sessions, audit };
  addLoginRoute(api, session);
  // What was added before answers anybody; what comes after wants a session.
  api.use(requireSession(sessions), requireCsrf);
  api.use(limitConcurrency(limits.consoleRequests), limitBody(limits.httpBodyBytes));
  addSessionRoutes(api, session);
  addAuditRoutes(api, audit, limits);
  addStateRoutes(api, deps);
  addSeriesRoutes(api, deps);
  addRoomRoutes(api, deps);
  addQueueRoutes(api, deps);
  addDeviceRoutes(api, deps);
  addWayRoutes(api, deps);

  api.use('/apps/:app/*', requireApp(apps), auditWrites(audit, limits));
  addConversationRoutes(api, deps);
  addUserRoutes(api, deps);
  addFollowRoutes(api, deps);
  addTokenRoutes(api, deps);
  addAppApiRoutes(api, deps);
}
