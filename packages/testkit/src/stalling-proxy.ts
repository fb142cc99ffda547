import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * A TCP proxy in front of a server under test whose lines can be stalled: it then stops reading what
 * the server sends, as a device does whose screen is off. Bytes are kept in order and none is lost.
 */
export class StallingProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #lines = new Set<Line>();
  #stalled = false;

  static async start(targetPort: number): Promise<StallingProxy> {
    const proxy = new StallingProxy(targetPort);
    await new Promise<void>((resolve, reject) => {
      proxy.#server.once('error', reject);
      proxy.#server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  private constructor(targetPort: number) {
    this.#server = createServer((device) => this.#accept(device, targetPort));
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the proxy is closed');
    return address.port;
  }

  get lines(): number {
    return this.#lines.size;
  }

  /** Stops reading from the server on every line, those to come included. */
  stall(): void {
    this.#stalled = true;
    for (const { upstream } of this.#lines) upstream.pause();
  }

  resume(): void {
    this.#stalled = false;
    for (const { upstream } of this.#lines) upstream.resume();
  }

  /** Breaks every line without a word. */
  cut(): void {
    for (const { device, upstream } of this.#lines) {
      device.destroy();
      upstream.destroy();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(device: Socket, targetPort: number): void {
    const upstream = connect(targetPort, '127.0.0.1');
    const line = { device, upstream };
    this.#lines.add(line);
    const end = () => {
      this.#lines.delete(line);
      device.destroy();
      upstream.destroy();
    };
    for (const socket of [device, upstream]) {
      socket.setNoDelay(true);
      socket.on('error', end);
      socket.on('close', end);
    }
    device.on('data', (chunk) => upstream.write(chunk));
    upstream.on('data', (chunk) => {
      if (device.write(chunk)) return;
      upstream.pause();
      device.once('drain', () => {
        if (!this.#stalled) upstream.resume();
      });
    });
    if (this.#stalled) upstream.pause();
  }
}

interface Line {
  readonly device: Socket;
  readonly upstream: Socket;
}
