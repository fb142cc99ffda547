import { realClock, realRandom } from '@eagre/protocol';
import type { ModelConnection } from './model-connection.ts';
import { ModelServer } from './model-server.ts';

/** The model behind real WebSockets, on a free port. */
export function serveModel() {
  const model = new ModelServer(realClock, realRandom);
  const server = Bun.serve<{ connection?: ModelConnection }>({
    port: 0,
    hostname: '127.0.0.1',
    fetch(request, own) {
      const isUpgraded = own.upgrade(request, {
        data: {},
        headers: { 'Sec-WebSocket-Protocol': 'eagre.v1.json' },
      });
      return isUpgraded ? undefined : new Response('WebSocket only', { status: 426 });
    },
    websocket: {
      open(ws) {
        ws.data.connection = model.accept({
          send: (frame) => ws.send(frame),
          close: (code, reason) => ws.close(code, reason),
        });
      },
      message: (ws, frame) => ws.data.connection?.message(String(frame)),
      close: (ws) => ws.data.connection?.closed(),
    },
  });
  return { model, server, url: `ws://127.0.0.1:${server.port}/v1/connect` };
}
