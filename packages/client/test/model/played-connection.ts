import { Connection, type ConnectionOptions } from '../../src/connection/connection.ts';
import { ServerClock } from '../../src/connection/server-clock.ts';
import type { TransportEvents } from '../../src/connection/transport.ts';
import { StepClock } from './step-clock.ts';

/** A connection whose socket is played by the test. */
export function playedConnection(given: Partial<ConnectionOptions> = {}) {
  const clock = new StepClock();
  const sockets: { events: TransportEvents; sent: Record<string, unknown>[]; closed: boolean }[] =
    [];
  const states: string[] = [];
  const pushes: unknown[] = [];
  const broken: string[] = [];
  const serverClock = new ServerClock(clock);
  const connection = new Connection(
    {
      url: 'ws://test',
      device: 'd',
      agent: 'test',
      pack: false,
      serverClock,
      token: 'secret',
      clock,
      random: { next: () => 0.5 },
      backoffBaseMs: 200,
      backoffCapMs: 10_000,
      requestTimeoutMs: 1_000,
      connectTimeoutMs: 3_000,
      transport: {
        open(_url, transportEvents) {
          const socket = {
            events: transportEvents,
            sent: [] as Record<string, unknown>[],
            closed: false,
          };
          sockets.push(socket);
          return {
            send: (frame) => socket.sent.push(JSON.parse(frame)),
            close: () => (socket.closed = true),
          };
        },
      },
      ...given,
    },
    {
      state: (state, error) => states.push(error ? `${state}: ${error.code}` : state),
      hello: () => ({ positions: [['user:a', 1, 5]] }),
      online: () => {},
      push: (push) => pushes.push(push),
      broken: ({ code }) => broken.push(code),
    },
  );
  const socket = () => sockets.at(-1) as (typeof sockets)[number];
  const answer = (frame: object) => socket().events.message(JSON.stringify(frame));
  const goOnline = (heartbeatMs = 10_000) => {
    socket().events.opened();
    answer({ id: socket().sent.at(-1)?.['id'], ok: { user: 'a', heartbeatMs } });
  };
  return {
    clock,
    serverClock,
    connection,
    sockets,
    states,
    pushes,
    broken,
    socket,
    answer,
    goOnline,
  };
}
