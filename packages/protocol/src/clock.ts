/** A timer that was set and may be cancelled; cancelling twice, or after it ran, does nothing. */
export interface Timer {
  cancel(): void;
}

/**
 * The only way to time in Eagre. It is handed in, never global, so that a whole cluster of servers
 * and devices can run in one process under one fake clock.
 */
export interface Clock {
  /** Wall clock time in ms since 1970; may jump. Only for stamps that people or machines read. */
  now(): number;
  /** Milliseconds that never jump or run backwards. For every duration and deadline. */
  monotonicMs(): number;
  /** Calls `fn` once after `ms`. */
  setTimer(ms: number, fn: () => void): Timer;
  /** Calls `fn` every `ms`, first after `ms`, until cancelled. */
  every(ms: number, fn: () => void): Timer;
}

/** The longest delay the runtimes keep; they turn a longer one into 1 ms. */
const longestDelayMs = 2 ** 31 - 1;

export const realClock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  setTimer(ms, fn) {
    const handle = setTimeout(fn, checkedDelay(ms));
    return { cancel: () => clearTimeout(handle) };
  },
  every(ms, fn) {
    const handle = setInterval(fn, checkedDelay(ms));
    return { cancel: () => clearInterval(handle) };
  },
};

function checkedDelay(ms: number): number {
  if (ms >= 0 && ms <= longestDelayMs) return ms;
  throw new RangeError(`a timer takes 0 to ${longestDelayMs} ms, not ${ms}`);
}
