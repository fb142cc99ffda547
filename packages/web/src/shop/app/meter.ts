export interface Figures {
  /** A second. */
  readonly frames: number;
  readonly messages: number;
  readonly bytes: number;
}

export const noFigures: Figures = { frames: 0, messages: 0, bytes: 0 };

/** Rates between two readings; so much less than a reading is a burst, not a rate. ms. */
const leastMs = 100;

/** Counts what comes and tells how much of it there was a second since the last reading. */
export class Meter {
  readonly #line: { readonly frames: number; readonly bytes: number };
  #messages = 0;
  #before: { atMs: number; frames: number; bytes: number; messages: number };

  constructor(line: { readonly frames: number; readonly bytes: number }, nowMs: number) {
    this.#line = line;
    this.#before = { atMs: nowMs, frames: line.frames, bytes: line.bytes, messages: 0 };
  }

  message(): void {
    this.#messages += 1;
  }

  read(nowMs: number): Figures {
    const { frames, bytes } = this.#line;
    const { atMs, ...before } = this.#before;
    const seconds = Math.max(leastMs, nowMs - atMs) / 1000;
    this.#before = { atMs: nowMs, frames, bytes, messages: this.#messages };
    return {
      frames: (frames - before.frames) / seconds,
      messages: (this.#messages - before.messages) / seconds,
      bytes: (bytes - before.bytes) / seconds,
    };
  }
}
