/** What is slowed down. */
export interface Readable {
  pause(): unknown;
  resume(): unknown;
}

/**
 * Keeps a socket's reading to a rate: after each chunk it rests for as long as the chunk should have
 * taken. The kernel hands over up to half a megabyte at once, so at low rates it comes in lumps; the
 * sender's side sees a window that fills and opens again, as with a slow device.
 */
export class ReadThrottle {
  readonly #socket: Readable;
  readonly #bytesPerSecond: number;
  #timer: Timer | undefined;

  constructor(socket: Readable, bytesPerSecond: number) {
    if (!(bytesPerSecond > 0)) throw new Error('a device reads more than 0 bytes a second');
    this.#socket = socket;
    this.#bytesPerSecond = bytesPerSecond;
  }

  /** A chunk was read. */
  took(bytes: number): void {
    clearTimeout(this.#timer);
    this.#socket.pause();
    const restMs = (bytes / this.#bytesPerSecond) * 1000;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#socket.resume();
    }, restMs);
  }

  get isResting(): boolean {
    return this.#timer !== undefined;
  }

  /** Leaves the socket as it is. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
