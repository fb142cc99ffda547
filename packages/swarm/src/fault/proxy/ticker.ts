import type { Pipe } from './pipe.ts';

/** How late what is due may be. ms. */
export const tickMs = 5;

/** Moves the pipes on that hold something back for a time. One timer for all; none when there is none. */
export class Ticker {
  readonly #pipes = new Set<Pipe>();
  #timer: Timer | undefined;

  add(pipe: Pipe): void {
    this.#pipes.add(pipe);
    this.#timer ??= setInterval(() => this.#tick(), tickMs);
  }

  remove(pipe: Pipe): void {
    this.#pipes.delete(pipe);
  }

  #tick(): void {
    const nowMs = performance.now();
    for (const pipe of this.#pipes) pipe.advance(nowMs);
    if (this.#pipes.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
