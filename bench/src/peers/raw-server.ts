// The bare runtime: WebSockets of Bun and a loop that sends one shared frame to each socket. What
// Eagre's fan-out costs is measured against this. Rounds are paced by the load (see rounds.mjs).
import type { ServerWebSocket } from 'bun';
import { Rounds } from './rounds.mjs';

/** Sends in one turn of the event loop, as Eagre's fan-out does it. */
const slice = 512;

const sockets = new Set<ServerWebSocket>();

async function round(frame: string): Promise<void> {
  let inTurn = 0;
  for (const socket of sockets) {
    socket.send(frame);
    inTurn += 1;
    if (inTurn < slice) continue;
    inTurn = 0;
    await new Promise(setImmediate);
  }
}

const rounds = new Rounds(round);
const server = Bun.serve({
  hostname: '127.0.0.1',
  port: 0,
  fetch(request, self) {
    const url = new URL(request.url);
    if (url.pathname === '/ws') return self.upgrade(request) ? undefined : new Response('no');
    rounds.told(url);
    return new Response('ok');
  },
  websocket: {
    open: (socket) => void sockets.add(socket),
    close: (socket) => void sockets.delete(socket),
    message: () => {},
    backpressureLimit: 16 * 1024 * 1024,
  },
});
console.log(`listening on port ${server.port}`);
