import type { Clock, Connect } from '@eagre/protocol';
import type { Identity, TokenVerifier } from '../auth/verifier.ts';
import { systemUser } from '../conversation/actor.ts';
import { coldStart } from '../conversation/cold-start.ts';
import type { Interest } from '../conversation/interest.ts';
import type { ConversationServices } from '../conversation/services.ts';
import type { Connection } from '../gateway/connection.ts';
import type { Gateway } from '../gateway/gateway.ts';
import { userKey } from '../keys.ts';
import type { Limits } from '../limits.ts';
import { ServiceError } from '../service-error.ts';
import { Agents } from './agents.ts';
import { requireToken } from './token.ts';

export interface ConnectDependencies {
  timeline: Pick<ConversationServices['timeline'], 'heads' | 'memberships' | 'ranges' | 'user'>;
  interest: Pick<Interest<Connection>, 'enter' | 'follow'>;
  /** Set after the gateway was made: gateway and dispatcher need each other. */
  gateway: () => Pick<Gateway, 'enter' | 'registry'>;
  verifier: TokenVerifier;
  clock: Clock;
  limits: Pick<Limits, 'heartbeatMs' | 'devicesPerUser'>;
}

/**
 * The first command. The connection is corked before it follows anything, so what arrives while the
 * answer is put together is only noted; uncorked after the answer, the device is told the heads that
 * moved past it. Answers by itself, since the answer has to come before the uncorking.
 */
export function connectCommand(use: ConnectDependencies) {
  const agents = new Agents();
  return async (connection: Connection, request: Connect): Promise<void> => {
    const token = await requireToken(use.verifier, request.token, request.device);
    if (token.user === systemUser) {
      throw new ServiceError('forbidden', 'the user "system" is the backend and has no devices');
    }
    if (await isDisabled(use, token)) {
      throw new ServiceError('forbidden', 'the user is disabled');
    }
    if (!makeRoom(use, connection, request, token)) return;
    const { app, user } = token;
    const { device, positions, recent, bytes, id, pack, agent } = request;
    connection.packs = pack === 'deflate';
    connection.agent = agents.of(agent);
    connection.cork();
    use.interest.enter(app, user, connection);
    const [{ fields, heads }, disabled] = await Promise.all([
      coldStart(use.timeline, {
        app,
        user,
        positions,
        recent,
        bytes,
        follow: (memberships) => {
          if (connection.state === 'connecting') {
            use.interest.follow(app, user, connection, memberships);
          }
        },
      }),
      // Again: the kick of a user disabled since the first look may have passed before the device
      // followed its user's queue. From now on none is missed.
      isDisabled(use, token),
    ]);
    if (disabled) {
      connection.closeWith('kicked');
      return;
    }
    const start = JSON.stringify({
      app,
      user,
      device,
      now: use.clock.now(),
      tokenExpiresAt: token.expiresAt,
      heartbeatMs: use.limits.heartbeatMs,
    });
    connection.answer(id, `${start.slice(0, -1)},${fields}}`);
    connection.uncork(heads);
  };
}

async function isDisabled(use: ConnectDependencies, token: Identity): Promise<boolean> {
  const user = await use.timeline.user(userKey(token.app, token.user));
  return user?.disabled === true;
}

/** False when the connection is closed, by the network meanwhile or for want of room. */
function makeRoom(
  use: ConnectDependencies,
  connection: Connection,
  { device }: Connect,
  token: Identity,
): boolean {
  const { app, user, issuedAt, expiresAt } = token;
  const { registry } = use.gateway();
  const most = Math.min(token.maxDevices ?? use.limits.devicesPerUser, use.limits.devicesPerUser);
  const others = registry
    .devicesOf(userKey(app, user))
    .filter((other) => other.identity?.device !== device);
  if (others.length >= most) {
    connection.closeWith('too_many_devices');
    return false;
  }
  return use.gateway().enter(connection, {
    app,
    user,
    device,
    tokenIssuedAt: issuedAt,
    tokenExpiresAt: expiresAt,
  });
}
