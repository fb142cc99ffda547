import type { Clock } from '@eagre/protocol';
import { FakeClock } from '@eagre/testkit';
import { type Limits, limits } from '../../limits.ts';
import type { Connection } from '../connection.ts';
import { Gateway, type GatewayOptions } from '../gateway.ts';
import type { Identity } from '../identity.ts';
import type { WireRequest } from '../wire-request.ts';
import { FakeSocket } from './fake-socket.ts';

/** A gateway under a fake clock whose commands are answered by the test. */
export function gatewayFixture(given: Partial<Limits> = {}, options: Partial<GatewayOptions> = {}) {
  const clock = new FakeClock();
  const requests: { connection: Connection; request: WireRequest }[] = [];
  const closed: Connection[] = [];
  const gateway = new Gateway({
    clock,
    limits: { ...limits, ...given },
    dispatch: (connection, request) => {
      requests.push({ connection, request });
    },
    closed: (connection) => closed.push(connection),
    ...options,
  });

  const open = () => {
    const socket = new FakeSocket();
    const connection = gateway.open(socket) as Connection;
    socket.events = connection;
    const say = (frame: unknown) =>
      connection.message(typeof frame === 'string' ? frame : JSON.stringify(frame));
    return { socket, connection, say };
  };

  /** A device that is through with its connect. */
  const online = (user = 'alice', device = 'phone', times: Partial<Identity> = {}) => {
    const opened = open();
    opened.say({ id: 0, cmd: 'connect' });
    const entered = gateway.enter(opened.connection, identity(clock, user, device, times));
    if (entered) {
      opened.connection.answer(0, '{}');
      opened.connection.uncork(new Map());
    }
    opened.socket.take();
    return { ...opened, entered };
  };
  return { clock, gateway, requests, closed, open, online };
}

export function identity(
  clock: Clock,
  user: string,
  device: string,
  times: Partial<Identity> = {},
): Identity {
  return {
    app: 'shop' as Identity['app'],
    user: user as Identity['user'],
    device: device as Identity['device'],
    tokenIssuedAt: clock.now(),
    tokenExpiresAt: clock.now() + 24 * 3_600_000,
    ...times,
  };
}
