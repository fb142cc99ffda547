import type { Clock, Timer } from '@eagre/protocol/clock';
import { BackOff, type BackOffOptions } from './back-off.ts';

export interface RetryOptions extends BackOffOptions {
  clock: Clock;
}

/** The pause before what failed for now is tried again; one at a time, and longer each time. */
export class Retry {
  readonly #clock: Clock;
  readonly #backOff: BackOff;
  #timer: Timer | undefined;

  constructor(options: RetryOptions) {
    this.#clock = options.clock;
    this.#backOff = new BackOff(options);
  }

  get isWaiting(): boolean {
    return this.#timer !== undefined;
  }

  /** Not after a lost connection: the next one tries again. */
  after(
    error: { code: string; retryAfterMs?: number | undefined } | undefined,
    fn: () => void,
  ): void {
    if (this.isWaiting || error?.code === 'disconnected') return;
    this.#timer = this.#clock.setTimer(this.#backOff.nextMs(error?.retryAfterMs), () => {
      this.#timer = undefined;
      fn();
    });
  }

  cancel(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** It worked: the next pause is a short one again. */
  reset(): void {
    this.#backOff.reset();
  }
}
