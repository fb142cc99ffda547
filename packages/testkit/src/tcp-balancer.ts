import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Backend, Front, FrontOptions } from './front.ts';

const host = '127.0.0.1';
/** A server of this machine takes a connection at once or not at all. */
const connectsWithinMs = 2000;
/** One that did not is left out for so long, unless there is no other. */
const awayMs = 1000;

/** A front in this process, of TCP only: it knows of a server whether it takes a connection. */
export class TcpBalancer implements Front {
  readonly kind = 'TCP balancer';
  readonly host = host;
  readonly #backends: readonly Backend[];
  readonly #server: Server;
  readonly #lines = new Set<Socket>();
  readonly #awayUntilMs = new Map<Backend, number>();
  #next = 0;

  static async start({ backends, port = 0 }: FrontOptions): Promise<TcpBalancer> {
    const balancer = new TcpBalancer(backends);
    await new Promise<void>((resolve, reject) => {
      balancer.#server.once('error', reject);
      balancer.#server.listen(port, host, resolve);
    });
    return balancer;
  }

  private constructor(backends: readonly Backend[]) {
    this.#backends = backends;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (device) => {
      void this.#accept(device);
    });
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('the front is closed');
    return address.port;
  }

  /** Devices connected now. */
  get lines(): number {
    return this.#lines.size;
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const device of this.#lines) device.destroy();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #accept(device: Socket): Promise<void> {
    this.#lines.add(device);
    device.once('close', () => this.#lines.delete(device));
    device.on('error', () => device.destroy());
    for (const backend of this.#inTurn()) {
      const server = await connected(backend);
      if (server !== undefined) {
        join(device, server);
        return;
      }
      this.#awayUntilMs.set(backend, performance.now() + awayMs);
    }
    device.resetAndDestroy();
  }

  /** All of them from the next one on, those that are away last. */
  #inTurn(): Backend[] {
    const at = this.#next % this.#backends.length;
    this.#next += 1;
    const turn = [...this.#backends.slice(at), ...this.#backends.slice(0, at)];
    const nowMs = performance.now();
    const isAway = (backend: Backend) => (this.#awayUntilMs.get(backend) ?? 0) > nowMs;
    return turn.toSorted((a, b) => Number(isAway(a)) - Number(isAway(b)));
  }
}

function connected({ host, port }: Backend): Promise<Socket | undefined> {
  const { promise, resolve } = Promise.withResolvers<Socket | undefined>();
  const server = connect({ host, port, allowHalfOpen: true, noDelay: true });
  const gone = () => {
    server.destroy();
    resolve(undefined);
  };
  const timer = setTimeout(gone, connectsWithinMs);
  server.once('error', gone);
  server.once('connect', () => {
    server.off('error', gone);
    server.on('error', () => server.destroy());
    resolve(server);
  });
  return promise.finally(() => clearTimeout(timer));
}

/** `pipe` holds one side back while the other takes nothing, and passes an end on. */
function join(device: Socket, server: Socket): void {
  if (device.destroyed) {
    server.destroy();
    return;
  }
  device.pipe(server);
  server.pipe(device);
  device.once('close', () => server.destroy());
  server.once('close', () => device.destroy());
}
