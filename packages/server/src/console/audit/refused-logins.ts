import type { Clock } from '@eagre/protocol';

export interface RefusedLoginsOptions {
  readonly clock: Clock;
  /** One is written down in so long a time. ms. */
  readonly everyMs: number;
}

/** Whoever guesses keys shall not fill the audit log: one refused login a while, and how many more. */
export class RefusedLogins {
  readonly #options: RefusedLoginsOptions;
  #nextAtMs = 0;
  #unwritten = 0;

  constructor(options: RefusedLoginsOptions) {
    this.#options = options;
  }

  /** One more that is not to be written down. */
  count(): void {
    this.#unwritten += 1;
  }

  /** How many were refused since the last that was written down, if this one is to be. */
  note(): { more: number } | undefined {
    const { clock, everyMs } = this.#options;
    const nowMs = clock.monotonicMs();
    if (nowMs < this.#nextAtMs) {
      this.count();
      return undefined;
    }
    const more = this.#unwritten;
    this.#unwritten = 0;
    this.#nextAtMs = nowMs + everyMs;
    return { more };
  }
}
