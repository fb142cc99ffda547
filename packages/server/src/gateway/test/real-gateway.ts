import { realClock } from '@eagre/protocol';
import { MemoryBus } from '../../bus/bus-memory.ts';
import { Fanout } from '../../fanout/fanout.ts';
import { LaneScheduler } from '../../fanout/lane-scheduler.ts';
import { type QueueKey, userQueueKey } from '../../keys.ts';
import { type Limits, limits } from '../../limits.ts';
import { Gateway } from '../gateway.ts';
import { listen } from '../listener-bun.ts';
import { identity } from './gateway-fixture.ts';

/**
 * A gateway and a fan-out on a real port. `connect` takes any `user` and follows the queues named
 * in `follow`; every other command is answered with an empty object.
 */
export function realGateway(given: Partial<Limits> = {}) {
  const all = { ...limits, ...given };
  const bus = new MemoryBus();
  const scheduler = new LaneScheduler({
    clock: realClock,
    limits: all,
    yieldTurn: (fn) => void setImmediate(fn),
  });
  const fanout = new Fanout({
    bus,
    clock: realClock,
    limits: all,
    scheduler,
  });
  const gateway = new Gateway({
    clock: realClock,
    limits: all,
    closed: (connection) => fanout.unsubscribeAll(connection),
    dispatch(connection, { id, cmd, ...args }) {
      if (cmd !== 'connect') {
        connection.answer(id, '{}');
        return;
      }
      const user = String(args['user']);
      connection.cork();
      if (!gateway.enter(connection, identity(realClock, user, 'phone'))) return;
      fanout.subscribe(connection, userQueueKey('shop' as never, user as never), 'normal');
      for (const key of (args['follow'] ?? []) as QueueKey[]) {
        fanout.subscribe(connection, key, 'normal');
      }
      connection.answer(id, '{}');
      connection.uncork(new Map());
    },
  });
  const listener = listen({
    gateway,
    limits: all,
    port: 0,
    hostname: '127.0.0.1',
    fetch: (request) => new Response(`http ${new URL(request.url).pathname}`),
  });
  const stop = async () => {
    gateway.close();
    await listener.stop(true);
  };
  return { bus, fanout, gateway, listener, stop };
}
