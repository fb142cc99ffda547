import type { Data, Link, Receiver } from './network-link.ts';

/** One side of a connection. The handlers are set by whoever owns this side. */
export interface Endpoint {
  /** Ignored after a close, as a WebSocket does. */
  send(data: Data): void;
  /** Closes this side at once, with its `onClose`; the other learns of it after the delay. */
  close(code?: number, reason?: string): void;
  onMessage: (data: Data) => void;
  /** Called exactly once. */
  onClose: (code: number, reason: string) => void;
  readonly isClosed: boolean;
}

const normalClose = 1000;

export class NetworkEndpoint implements Endpoint, Receiver {
  readonly #outgoing: Link;
  readonly #afterClose: () => void;
  readonly #early: Data[] = [];
  #onMessage: ((data: Data) => void) | undefined;
  #closed = false;

  onClose: (code: number, reason: string) => void = () => {};

  constructor(outgoing: Link, afterClose: () => void) {
    this.#outgoing = outgoing;
    this.#afterClose = afterClose;
  }

  get onMessage(): (data: Data) => void {
    return this.#onMessage ?? (() => {});
  }

  /** Frames that came before there was a handler are handed over first: none is silently lost. */
  set onMessage(handler: (data: Data) => void) {
    this.#onMessage = handler;
    for (const data of this.#early.splice(0)) handler(data);
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  send(data: Data): void {
    // A copy, since the sender may use its buffer again while the frame is under way.
    if (!this.#closed) this.#outgoing.send(typeof data === 'string' ? data : data.slice());
  }

  close(code = normalClose, reason = ''): void {
    if (this.#closed) return;
    this.#outgoing.sendClose(code, reason);
    this.receiveClose(code, reason);
  }

  receive(data: Data): boolean {
    if (this.#closed) return false;
    if (this.#onMessage === undefined) this.#early.push(data);
    else this.#onMessage(data);
    return true;
  }

  receiveClose(code: number, reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#afterClose();
    this.onClose(code, reason);
  }
}
