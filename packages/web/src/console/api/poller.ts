import type { Clock, Timer } from '@eagre/protocol';
import { asConsoleError, type ConsoleError } from './console-error.ts';

/** Whether somebody can see the page. */
export interface Visibility {
  isHidden(): boolean;
  /** Calls `fn` when it changes; gives what ends that. */
  onChange(fn: () => void): () => void;
}

export interface PollerOptions {
  readonly clock: Clock;
  readonly visibility: Visibility;
  readonly everyMs: number;
  /** Asks once. True: there is more to fetch, ask again at once. */
  readonly run: (signal: AbortSignal) => Promise<boolean>;
  readonly onError: (error: ConsoleError) => void;
}

/** A server in trouble is asked ever less often, but its return is to be seen within this. */
const longestWaitMs = 30_000;

/**
 * Asks again and again, never twice at a time: an interval after the last answer, twice as long after
 * each failure, not at all while nobody can see the page, and at once when it is seen again.
 */
export class Poller {
  readonly #options: PollerOptions;
  #running: AbortController | undefined;
  #timer: Timer | undefined;
  #stopWatching: (() => void) | undefined;
  #failures = 0;
  /** Somebody asked while an answer was under way, which may be older than what he did. */
  #again = false;

  constructor(options: PollerOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#stopWatching !== undefined) return;
    this.#stopWatching = this.#options.visibility.onChange(() => this.#onVisibility());
    this.now();
  }

  stop(): void {
    this.#stopWatching?.();
    this.#stopWatching = undefined;
    this.#timer?.cancel();
    this.#running?.abort();
    this.#running = undefined;
  }

  /** Asks without waiting for the interval, or right after the answer that is awaited. */
  now(): void {
    if (this.#stopWatching === undefined) return;
    if (this.#running !== undefined) {
      this.#again = true;
      return;
    }
    this.#timer?.cancel();
    void this.#ask();
  }

  async #ask(): Promise<void> {
    const running = new AbortController();
    this.#running = running;
    this.#again = false;
    const waitMs = await this.#once(running.signal);
    if (this.#running !== running) return;
    this.#running = undefined;
    if (!this.#options.visibility.isHidden()) this.#wait(this.#again ? 0 : waitMs);
  }

  async #once(signal: AbortSignal): Promise<number> {
    const { everyMs, run, onError } = this.#options;
    try {
      const more = await run(signal);
      this.#failures = 0;
      return more ? 0 : everyMs;
    } catch (caught) {
      if (signal.aborted) return everyMs;
      const error = asConsoleError(caught);
      this.#failures += 1;
      onError(error);
      const waitMs = Math.min(everyMs * 2 ** this.#failures, Math.max(everyMs, longestWaitMs));
      return Math.max(waitMs, error.retryAfterMs ?? 0);
    }
  }

  #wait(ms: number): void {
    this.#timer = this.#options.clock.setTimer(ms, () => this.now());
  }

  #onVisibility(): void {
    if (this.#options.visibility.isHidden()) this.#timer?.cancel();
    else this.now();
  }
}

export const pageVisibility: Visibility = {
  isHidden: () => document.hidden,
  onChange(fn) {
    document.addEventListener('visibilitychange', fn);
    return () => document.removeEventListener('visibilitychange', fn);
  },
};
