type Handlers = 'onopen' | 'onmessage' | 'onclose' | 'onerror';

/** What a WebSocket is made by; the page's own unless a test hands in another. */
export type SocketClass = new (url: string, protocols: string[]) => LineSocket;

/** The part of a WebSocket that the SDK uses. */
export interface LineSocket {
  binaryType: string;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  onerror: ((event: never) => void) | null;
  send(data: string): void;
  close(code?: number, reason?: string): void;
}

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
  readonly #Inner: SocketClass;
  readonly #sockets = new Set<CutSocket>();
  #isCut = false;

  constructor(Inner: SocketClass = WebSocket as unknown as SocketClass) {
    this.#Inner = Inner;
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  /** To hand to `createClient` as `webSocket`. */
  get webSocket(): SocketClass {
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

class CutSocket implements LineSocket {
  onopen: LineSocket['onopen'] = null;
  onmessage: LineSocket['onmessage'] = null;
  onclose: LineSocket['onclose'] = null;
  onerror: LineSocket['onerror'] = null;
  #inner: LineSocket | undefined;
  readonly #ports: SocketPorts;

  constructor(inner: LineSocket | undefined, ports: SocketPorts) {
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

  #join(inner: LineSocket): void {
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
