import type { Socket } from 'bun';
import { Pipe, type PipeHost } from './pipe.ts';
import { type CutHow, conditionsOf, type ProxyFault } from './proxy-fault.ts';

export type Side = 'device' | 'server';

/** One proxied connection: the device's socket, the server's, and the two ways between them. */
export class Line {
  readonly #sockets: Partial<Record<Side, Socket<unknown>>> = {};
  readonly #up: Pipe;
  readonly #down: Pipe;
  readonly #onGone: (line: Line) => void;
  #faults: Set<ProxyFault> | undefined;
  #isGone = false;

  constructor(host: PipeHost, onGone: (line: Line) => void) {
    this.#onGone = onGone;
    this.#up = new Pipe(host);
    this.#down = new Pipe(host);
    this.#up.onOver = () => this.#oneWayIsOver();
    this.#down.onOver = () => this.#oneWayIsOver();
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  get bytesUp(): number {
    return this.#up.bytes;
  }

  get bytesDown(): number {
    return this.#down.bytes;
  }

  opened(side: Side, socket: Socket<unknown>): void {
    if (this.#isGone) {
      socket.terminate();
      return;
    }
    this.#sockets[side] = socket;
    this.#from(side).from(socket);
    this.#to(side).to(socket);
  }

  data(side: Side, bytes: Uint8Array): void {
    this.#from(side).push(bytes);
  }

  drained(side: Side): void {
    this.#to(side).drained();
  }

  ended(side: Side): void {
    this.#from(side).end();
  }

  /**
   * One side is gone. If it had said so before, or says it in answer to the other's goodbye, the other
   * still gets all that it sent; else the connection broke, and so it does for the other.
   */
  closed(side: Side, error: Error | undefined): void {
    if (this.#isGone) return;
    const from = this.#from(side);
    const to = this.#to(side);
    // The runtime tells no `end` of a side that was told the end itself, only that it is closed.
    if (error === undefined && to.isOver) from.end();
    if (!from.hasEnded) {
      this.cut('reset');
      return;
    }
    to.abandon();
    this.#oneWayIsOver();
  }

  put(fault: ProxyFault): void {
    this.#faults ??= new Set();
    this.#faults.add(fault);
    this.#changed();
  }

  lift(fault: ProxyFault): void {
    if (this.#faults?.delete(fault)) this.#changed();
  }

  cut(how: CutHow): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#up.drop();
    this.#down.drop();
    for (const socket of Object.values(this.#sockets)) {
      if (how === 'reset') socket.terminate();
      else socket.end();
    }
    this.#onGone(this);
  }

  #changed(): void {
    const faults = this.#faults ?? [];
    this.#up.conditions = conditionsOf(faults, 'up');
    this.#down.conditions = conditionsOf(faults, 'down');
  }

  #oneWayIsOver(): void {
    if (this.#up.isOver && this.#down.isOver) this.cut('close');
  }

  #from(side: Side): Pipe {
    return side === 'device' ? this.#up : this.#down;
  }

  #to(side: Side): Pipe {
    return side === 'device' ? this.#down : this.#up;
  }
}
