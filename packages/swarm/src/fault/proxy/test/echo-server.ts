import { createServer, type Socket as NodeSocket } from 'node:net';

/** Sends back what it gets, and notes how its connections ended. */
export class EchoServer implements AsyncDisposable {
  readonly #server = createServer({ allowHalfOpen: true }, (socket) => this.#accept(socket));
  readonly sockets = new Set<NodeSocket>();
  /** Bytes received. */
  received = 0;
  readonly ends: string[] = [];

  static async start(): Promise<EchoServer> {
    const echo = new EchoServer();
    await new Promise<void>((resolve) => echo.#server.listen(0, '127.0.0.1', resolve));
    return echo;
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #accept(socket: NodeSocket): void {
    this.sockets.add(socket);
    socket.on('data', (chunk) => {
      this.received += chunk.length;
    });
    socket.on('error', (error) => this.ends.push((error as NodeJS.ErrnoException).code ?? ''));
    socket.on('end', () => this.ends.push('end'));
    socket.on('close', () => this.sockets.delete(socket));
    socket.pipe(socket);
  }
}
