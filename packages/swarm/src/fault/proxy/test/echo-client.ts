import { connect, type Socket as NodeSocket } from 'node:net';

/** A client that collects what comes back. */
export class EchoClient implements Disposable {
  readonly socket: NodeSocket;
  readonly #chunks: Buffer[] = [];
  received = 0;
  /** `end` when the other side said that nothing more comes, the code of an error, then `close`. */
  readonly ends: string[] = [];

  static async open(port: number): Promise<EchoClient> {
    const client = new EchoClient(port);
    await new Promise((resolve) => client.socket.once('connect', resolve));
    return client;
  }

  private constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    this.socket.setNoDelay(true);
    this.socket.on('data', (chunk: Buffer) => {
      this.received += chunk.length;
      this.#chunks.push(chunk);
    });
    this.socket.on('error', (error) => this.ends.push((error as NodeJS.ErrnoException).code ?? ''));
    this.socket.on('end', () => this.ends.push('end'));
    this.socket.on('close', () => this.ends.push('close'));
  }

  get bytes(): Buffer {
    return Buffer.concat(this.#chunks);
  }

  [Symbol.dispose](): void {
    this.socket.destroy();
  }
}
