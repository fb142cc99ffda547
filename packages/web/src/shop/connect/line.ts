import type { WebSocketConstructor, WebSocketLike } from '@eagre/client';

type Handlers = 'onopen' | 'onmessage' | 'onclose' | 'onerror';

/** By the protocol of WebSockets: the connection broke without a word. */
const broken = { code: 1006, reason: 'the line is cut' };

/**
 * The page's line to the server: counts what comes, and can be cut, as if somebody had pulled the
 * plug: the SDK is told that the connection broke, and every new one fails, until it is mended.
 */
export class Line {
  /** Frames and their bytes (characters, for text) since the page was loaded. */
  frames = 0;
  bytes = 0;
  readonly #Inner: WebSocketConstructor;
  readonly #sockets = new Set<CutSocket>();
  #isCut = false;

  /** `Inner`: what a WebSocket is made by; the page's own unless a test hands in another. */
  constructor(Inner: WebSocketConstructor = WebSocket as unknown as WebSocketConstructor) {
    this.#Inner = Inner;
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  /** To hand to `createClient` as `webSocket`. */
  get webSocket(): WebSocketConstructor {
    const line = this;
    return class extends CutSocket {
      constructor(url: string, protocols: string[]) {
        super(line.#isCut ? undefined : new line.#Inner(url, protocols), {
          came: (data) => line.#came(data),
          closed: (socket) => line.#sockets.delete(socket),
        });
        line.#sockets.add(this);
      }
    };
  }

  cut(): void {
    this.#isCut = true;
    for (const socket of [...this.#sockets]) socket.break();
  }

  mend(): void {
    this.#isCut = false;
  }

  #came(data: unknown): void {
    this.frames += 1;
    this.bytes += typeof data === 'string' ? data.length : (data as ArrayBuffer).byteLength;
  }
}

interface SocketPorts {
  came(data: unknown): void;
  closed(socket: CutSocket): void;
}

class CutSocket implements WebSocketLike {
  onopen: WebSocketLike['onopen'] = null;
  onmessage: WebSocketLike['onmessage'] = null;
  onclose: WebSocketLike['onclose'] = null;
  onerror: WebSocketLike['onerror'] = null;
  #inner: WebSocketLike | undefined;
  readonly #ports: SocketPorts;

  constructor(inner: WebSocketLike | undefined, ports: SocketPorts) {
    this.#inner = inner;
    this.#ports = ports;
    // Whoever made it sets its handlers first.
    if (inner === undefined) queueMicrotask(() => this.break());
    else this.#join(inner);
  }

  get binaryType(): string {
    return this.#inner?.binaryType ?? 'arraybuffer';
  }

  set binaryType(type: string) {
    if (this.#inner) this.#inner.binaryType = type;
  }

  send(data: string): void {
    this.#inner?.send(data);
  }

  close(code?: number, reason?: string): void {
    this.#inner?.close(code, reason);
  }

  break(): void {
    const inner = this.#inner;
    this.#inner = undefined;
    if (inner) {
      for (const name of ['onopen', 'onmessage', 'onclose', 'onerror'] satisfies Handlers[]) {
        inner[name] = null;
      }
      inner.close();
    }
    this.#ports.closed(this);
    this.onclose?.(broken);
  }

  #join(inner: WebSocketLike): void {
    inner.onopen = (event) => this.onopen?.(event);
    inner.onmessage = (event) => {
      this.#ports.came(event.data);
      this.onmessage?.(event);
    };
    inner.onclose = (event) => {
      this.#ports.closed(this);
      this.onclose?.(event);
    };
    inner.onerror = (event) => this.onerror?.(event);
  }
}
