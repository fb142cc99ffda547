import type { Gateway } from '@eagre/server/src/gateway/gateway.ts';
import type { Socket, SocketEvents } from '@eagre/server/src/gateway/socket.ts';
import type { Connection as NetworkConnection } from '@eagre/testkit';
import type { Process } from './process.ts';

type Frame = string | Uint8Array;

/** A connection as the node's socket sees it: what the device sends comes by the node's process. */
export class Line implements Socket {
  readonly remoteAddress = '192.0.2.1';
  readonly network: NetworkConnection;
  readonly #process: Process;
  readonly #held: Frame[] = [];
  #events: SocketEvents | undefined;
  #isJammed = false;

  constructor(network: NetworkConnection, process: Process, gateway: Pick<Gateway, 'open'>) {
    this.network = network;
    this.#process = process;
    const { server } = network;
    this.#events = gateway.open(this);
    server.onClose = (code, reason) => process.reach(() => this.#events?.closed(code, reason));
    server.onMessage = (frame) => process.reach(() => this.#events?.message(frame));
  }

  get isOpen(): boolean {
    return !this.network.server.isClosed;
  }

  send(frame: Frame): number {
    if (!this.isOpen) return 0;
    if (!this.#isJammed) {
      this.network.server.send(frame);
      return frame.length;
    }
    if (this.#held.length > 0) return 0;
    this.#held.push(frame);
    return -1;
  }

  close(code: number, reason: string): void {
    this.network.server.close(code, reason);
  }

  terminate(): void {
    this.network.cut();
  }

  ping(): void {
    // The SDK sends pings of its own, and is heard by them.
  }

  getBufferedAmount(): number {
    return this.#held.reduce((sum, { length }) => sum + length, 0);
  }

  /** The device reads nothing for a while. */
  jam(): void {
    this.#isJammed = true;
  }

  drain(): void {
    if (!this.#isJammed) return;
    this.#isJammed = false;
    for (const frame of this.#held.splice(0)) this.network.server.send(frame);
    this.#process.reach(() => this.#events?.drain());
  }
}

/** Neither side hears the other any more, and nobody is told. */
export function stall(network: NetworkConnection): void {
  network.stall('toServer');
  network.stall('toDevice');
}
