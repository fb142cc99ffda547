import { UsageError } from '../cli/usage-error.ts';

/** So many failures in a row and nobody in the room: there is no server, or it does not want us. */
const mostFailures = 20;

/** Single failures are part of life; nothing but failures is not. */
export class Trouble {
  #count = 0;
  #last: unknown;

  readonly failed = (error: unknown): void => {
    this.#count += 1;
    this.#last = error;
  };

  over(): void {
    this.#count = 0;
  }

  check(): void {
    if (this.#count < mostFailures) return;
    const why = this.#last instanceof Error ? this.#last.message : String(this.#last);
    throw new UsageError(`nobody gets into the room: ${why}`);
  }
}
