import { closeTable, subprotocol } from '@eagre/protocol';
import type { Server } from 'bun';
import type { Limits } from '../limits.ts';
import type { Gateway } from './gateway.ts';
import type { SocketEvents } from './socket.ts';

export const connectPath = '/v1/connect';
/** Behind a front it tells who answered: devices of different nodes are shown rooms differently. */
export const nodeHeader = 'eagre-node';

export interface ListenerOptions {
  readonly gateway: Pick<Gateway, 'open' | 'accepting'>;
  readonly limits: Limits;
  /** 0: any free port. */
  readonly port: number;
  readonly hostname: string;
  /** This node's name among several: every answer carries it as `nodeHeader`. */
  readonly node?: string;
  /** Other processes listen there too, and the system deals connections out among them. */
  readonly reusePort?: boolean;
  /** Answers everything but the WebSocket path. `remote` is the caller's address. */
  readonly fetch: (request: Request, remote: string) => Response | Promise<Response>;
  /** Told of what a handler threw; the connection is closed as `internal`. */
  readonly report?: (error: unknown) => void;
}

export interface Listener {
  readonly port: number;
  readonly hostname: string;
  /** WebSockets that the runtime holds. */
  readonly sockets: number;
  /** Stops listening; `hard` also drops what is open. */
  stop(hard?: boolean): Promise<void>;
}

/** Where the events of a WebSocket go; nowhere until it is open. */
type Events = SocketEvents | undefined;

/** Opens the port for WebSockets and HTTP. Throws when the port can't be had. */
export function listen(options: ListenerOptions): Listener {
  const { gateway, limits } = options;
  const server = Bun.serve<Events>({
    port: options.port,
    hostname: options.hostname,
    reusePort: options.reusePort ?? false,
    idleTimeout: limits.httpIdleSeconds,
    fetch: (request, own) => handle(request, own, options),
    websocket: {
      // Ours decide, with codes of the protocol; these are the outer walls.
      maxPayloadLength: limits.socketFrameBytes,
      backpressureLimit: limits.socketBufferBytes,
      closeOnBackpressureLimit: false,
      idleTimeout: 0,
      sendPings: false,
      perMessageDeflate: false,
      open(ws) {
        ws.data = gateway.open(ws);
      },
      message(ws, frame) {
        ws.data?.message(frame);
      },
      drain(ws) {
        ws.data?.drain();
      },
      ping(ws) {
        ws.data?.pong();
      },
      pong(ws) {
        ws.data?.pong();
      },
      error(error, ws) {
        options.report?.(error);
        ws.close(closeTable.internal.code, closeTable.internal.reason);
      },
      close(ws, code, reason) {
        ws.data?.closed(code, reason);
      },
    },
  });
  return {
    port: server.port ?? options.port,
    hostname: server.hostname ?? options.hostname,
    get sockets() {
      return server.pendingWebSockets;
    },
    stop: (hard = false) => server.stop(hard),
  };
}

function handle(
  request: Request,
  server: Server<Events>,
  options: ListenerOptions,
): Response | Promise<Response> | undefined {
  if (pathOf(request.url) === connectPath) return upgrade(request, server, options);
  const answer = options.fetch(request, server.requestIP(request)?.address ?? '');
  return options.node === undefined ? answer : named(answer, options.node);
}

async function named(answer: Response | Promise<Response>, node: string): Promise<Response> {
  const response = await answer;
  response.headers.set(nodeHeader, node);
  return response;
}

/** Without a URL object, which a storm of connects would pay for 10,000 times a second. */
function pathOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('://') + 3);
  const end = url.indexOf('?', start);
  return end < 0 ? url.slice(start) : url.slice(start, end);
}

function upgrade(
  request: Request,
  server: Server<Events>,
  { gateway, node }: ListenerOptions,
): Response | undefined {
  if (!gateway.accepting) {
    return new Response('no new connections now, try again\n', {
      status: 503,
      headers: { 'retry-after': '2' },
    });
  }
  const asked = request.headers.get('sec-websocket-protocol');
  if (asked !== null && !asked.split(',').some((name) => name.trim() === subprotocol)) {
    return new Response(`this server speaks ${subprotocol}\n`, { status: 400 });
  }
  const headers = {
    ...(asked === null ? {} : { 'sec-websocket-protocol': subprotocol }),
    ...(node === undefined ? {} : { [nodeHeader]: node }),
  };
  if (server.upgrade(request, { data: undefined, headers })) return undefined;
  return new Response(`${connectPath} takes WebSocket connections only\n`, {
    status: 426,
    headers: { upgrade: 'websocket' },
  });
}
