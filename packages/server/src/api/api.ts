import { OpenAPIHono } from '@hono/zod-openapi';
import type { Api, ApiDeps } from './deps.ts';
import { addDocs } from './docs.ts';
import { errorMapper } from './error-mapper.ts';
import {
  type ApiEnv,
  limitBody,
  limitConcurrency,
  refuseWritesWhile,
  requireAppKey,
  requireJson,
} from './gate.ts';
import { addHealth } from './health.ts';
import { notFound } from './not-found.ts';
import { addBroadcastRoutes } from './routes/broadcast.ts';
import { addConversationRoutes } from './routes/conversations.ts';
import { addDevRoutes } from './routes/dev.ts';
import { addDeviceRoutes } from './routes/devices.ts';
import { addGroupRoutes } from './routes/groups.ts';
import { addMemberRoutes } from './routes/members.ts';
import { addMessageRoutes } from './routes/messages.ts';
import { addRoomMessageRoutes } from './routes/room-messages.ts';
import { addRoomPeopleRoutes } from './routes/room-people.ts';
import { addRoomStateRoutes } from './routes/room-state.ts';
import { addRoomStatsRoutes } from './routes/room-stats.ts';
import { addRoomTierRoutes } from './routes/room-tiers.ts';
import { addRoomRoutes } from './routes/rooms.ts';
import { addTokenRoutes } from './routes/tokens.ts';
import { addUserRoutes } from './routes/users.ts';
import { refuseInvalid } from './validation.ts';

/** Each of these and all below them asks for an app's key. */
const keyedPaths = [
  ...['tokens', 'users', 'groups', 'messages', 'broadcast', 'conversations'],
  ...['rooms', 'room-tiers'],
];

/** The HTTP API of a node, for business backends, the console, and machines that watch the node. */
export function createApi(deps: ApiDeps): Api {
  const api: Api = new OpenAPIHono<ApiEnv>({ defaultHook: refuseInvalid });
  api.onError(errorMapper(deps.logger));
  api.notFound(notFound(api));
  // Before the limits below: a node that refuses work must still say how it is.
  addHealth(api, { ...deps.health, clock: deps.clock, limits: deps.limits });
  addDocs(api);

  api.use('/v1/*', limitConcurrency(deps.limits.httpRequests));
  const key = requireAppKey(deps.apps);
  for (const name of keyedPaths) api.use(`/v1/${name}/*`, key);
  api.use('/v1/*', refuseWritesWhile(deps.health.readiness.draining));
  api.use('/v1/*', requireJson, limitBody(deps.limits.httpBodyBytes));

  addTokenRoutes(api, deps);
  addUserRoutes(api, deps);
  addDeviceRoutes(api, deps);
  addGroupRoutes(api, deps);
  addMemberRoutes(api, deps);
  addMessageRoutes(api, deps);
  addBroadcastRoutes(api, deps);
  addConversationRoutes(api, deps);
  addRoomRoutes(api, deps);
  addRoomStatsRoutes(api, deps);
  addRoomMessageRoutes(api, deps);
  addRoomStateRoutes(api, deps);
  addRoomPeopleRoutes(api, deps);
  addRoomTierRoutes(api, deps);
  if (deps.dev) addDevRoutes(api, deps);
  addDescription(api, deps.health.version);
  return api;
}

function addDescription(api: Api, version: string): void {
  api.openAPIRegistry.registerComponent('securitySchemes', 'appKey', {
    type: 'http',
    scheme: 'bearer',
    description: "An app's API key: APP.KEYID.SECRET",
  });
  api.doc31('/v1/openapi.json', {
    openapi: '3.1.0',
    info: {
      title: 'Eagre',
      version,
      description: 'For business backends. Devices use the WebSocket at /v1/connect.',
    },
  });
}
