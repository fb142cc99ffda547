import type { ServerWebSocket } from 'bun';
import { RawDevice } from '../../device/raw-device.ts';
import { type Adapter, type PeerServer, peerHost } from '../adapter.ts';

/** A server in this process that leaves out every so many-th frame; 0: none. */
export function lossyPeer(everyNth: number): Adapter & { stopped: () => number } {
  let stopped = 0;
  return {
    name: 'lossy',
    title: 'Lossy',
    notes: ['a note of its own'],
    depths: [4],
    missing: () => undefined,
    stopped: () => stopped,
    start: async () =>
      start(everyNth, () => {
        stopped += 1;
      }),
  };
}

function start(everyNth: number, onStop: () => void): PeerServer {
  const sockets = new Set<ServerWebSocket<undefined>>();
  let frames = 0;
  const server = Bun.serve({
    hostname: peerHost,
    port: 0,
    fetch: (request, self) => (self.upgrade(request) ? undefined : new Response('no')),
    websocket: {
      open: (socket) => void sockets.add(socket),
      close: (socket) => void sockets.delete(socket),
      message: () => {},
    },
  });
  return {
    pid: process.pid,
    failures: 0,
    subscribe: (_index, onText) =>
      RawDevice.open({ host: peerHost, port: server.port as number, path: '/', onText }),
    publish(text) {
      for (const socket of sockets) {
        frames += 1;
        if (everyNth === 0 || frames % everyNth !== 0) socket.send(text);
      }
    },
    async stop() {
      onStop();
      await server.stop(true);
    },
  };
}
