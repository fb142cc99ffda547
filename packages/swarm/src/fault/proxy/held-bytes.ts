/** Of all directions together. A proxy of 10,000 connections must not take the machine's memory. */
const mostBytes = 256 * 1024 * 1024;
/** Of one direction: what a fast sender has under way on a long line. */
const mostBytesOfPipe = 64 * 1024;

/** What the pipes of a proxy hold back; past its limits they read no more, and the sender is held up. */
export class HeldBytes {
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  add(bytes: number): void {
    this.#bytes += bytes;
  }

  /** Whether a pipe that holds so much may read on. One that holds nothing always may. */
  mayRead(ownBytes: number): boolean {
    if (ownBytes === 0) return true;
    return ownBytes < mostBytesOfPipe && this.#bytes < mostBytes;
  }
}
