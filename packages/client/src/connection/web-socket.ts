import { subprotocol } from '@eagre/protocol/encoding';
import type { Transport, TransportEvents, TransportSocket } from './transport.ts';

/** The part of a WebSocket that the SDK uses; the browser's, Bun's and that of `ws` have it. */
export interface WebSocketLike {
  binaryType: string;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  onerror: ((event: never) => void) | null;
  send(data: string): void;
  close(code?: number, reason?: string): void;
}

export type WebSocketConstructor = new (url: string, protocols: string[]) => WebSocketLike;

/**
 * WebSockets of the runtime, or of the constructor handed in. Where there is none (Node 20) the package
 * `ws` is loaded when the first socket opens.
 */
export function webSocketTransport(given?: WebSocketConstructor): Transport {
  return {
    open(url, events) {
      const WebSocket = given ?? (globalThis as { WebSocket?: WebSocketConstructor }).WebSocket;
      return WebSocket === undefined
        ? openWhenLoaded(url, events)
        : openSocket(WebSocket, url, events);
    },
  };
}

function openSocket(
  WebSocket: WebSocketConstructor,
  url: string,
  events: TransportEvents,
): TransportSocket {
  const socket = new WebSocket(url, [subprotocol]);
  socket.binaryType = 'arraybuffer';
  socket.onopen = () => events.opened();
  socket.onmessage = ({ data }) => {
    if (typeof data === 'string' || data instanceof ArrayBuffer) events.message(data);
  };
  socket.onclose = ({ code, reason }) => events.closed(code, reason);
  // A close follows every error and says more.
  socket.onerror = () => {};
  return { send: (frame) => socket.send(frame), close: () => socket.close(1000) };
}

function openWhenLoaded(url: string, events: TransportEvents): TransportSocket {
  let socket: TransportSocket | undefined;
  let closed = false;
  loadWs().then(
    (WebSocket) => {
      if (!closed) socket = openSocket(WebSocket, url, events);
    },
    () => {
      const hint = 'this runtime has no WebSocket: install the package "ws" or hand in `webSocket`';
      if (!closed) events.closed(4999, hint);
    },
  );
  return {
    send: (frame) => socket?.send(frame),
    close() {
      closed = true;
      socket?.close();
    },
  };
}

async function loadWs(): Promise<WebSocketConstructor> {
  // Put together, so that no bundler finds the name and puts the package's stub for browsers in.
  const name = ['w', 's'].join('');
  const module = (await import(/* @vite-ignore */ name)) as { WebSocket: WebSocketConstructor };
  return module.WebSocket;
}
