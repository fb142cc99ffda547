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
  /** From an answer to the next question; undefined: once it was answered it asks no more by itself. */
  readonly everyMs: number | undefined;
  /** Asks once. True: there is more to fetch, ask again at once. */
  readonly run: (signal: AbortSignal) => Promise<boolean>;
  readonly onError: (error: ConsoleError) => void;
}

/** A server in trouble is asked ever less often, but its return is to be seen within this. */
const longestWaitMs = 30_000;
/** What is asked only once is asked again twice as long after its first failure, and so on. */
const onceMs = 2_000;

/**
 * Asks again and again, never twice at a time: an interval after the last answer, twice as long after
 * each failure, not at all while nobody can see the page, and at once when it is seen again.
 */
export class Poller {
  readonly #options: PollerOptions;
  #everyMs: number | undefined;
  #running: AbortController | undefined;
  #timer: Timer | undefined;
  #stopWatching: (() => void) | undefined;
  #failures = 0;
  /** Somebody asked while an answer was under way, which may be older than what he did. */
  #again = false;

  constructor(options: PollerOptions) {
    this.#options = options;
    this.#everyMs = options.everyMs;
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

  /** Another interval from now on, `undefined` a rest; after a rest it asks at once. */
  pace(everyMs: number | undefined): void {
    const before = this.#everyMs;
    if (everyMs === before) return;
    this.#everyMs = everyMs;
    if (everyMs === undefined) this.#timer?.cancel();
    else if (before === undefined && this.#running === undefined) this.now();
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
    const asked = await this.#once(running.signal);
    if (this.#running !== running) return;
    this.#running = undefined;
    const waitMs = this.#again ? 0 : asked;
    if (waitMs !== undefined && !this.#options.visibility.isHidden()) this.#wait(waitMs);
  }

  /** How long to wait for the next time; undefined: there is none. */
  async #once(signal: AbortSignal): Promise<number | undefined> {
    const { run, onError } = this.#options;
    try {
      const more = await run(signal);
      this.#failures = 0;
      return more ? 0 : this.#everyMs;
    } catch (caught) {
      if (signal.aborted) return undefined;
      const error = asConsoleError(caught);
      this.#failures += 1;
      onError(error);
      const everyMs = this.#everyMs ?? onceMs;
      const waitMs = Math.min(everyMs * 2 ** this.#failures, Math.max(everyMs, longestWaitMs));
      return Math.max(waitMs, error.retryAfterMs ?? 0);
    }
  }

  #wait(ms: number): void {
    this.#timer = this.#options.clock.setTimer(ms, () => this.now());
  }

  #onVisibility(): void {
    if (this.#options.visibility.isHidden()) this.#timer?.cancel();
    else if (this.#everyMs !== undefined || this.#failures > 0 || this.#again) this.now();
  }
}

export const pageVisibility: Visibility = {
  isHidden: () => document.hidden,
  onChange(fn) {
    document.addEventListener('visibilitychange', fn);
    return () => document.removeEventListener('visibilitychange', fn);
  },
};
