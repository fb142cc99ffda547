import type { Clock } from '@eagre/protocol';
import { realClock } from '@eagre/protocol/clock';

/** The clock of a device whose owner has set it wrong, and which was started at some other time. */
export function skewedClock(wallMs: number, monotonicMs: number): Clock {
  return {
    now: () => realClock.now() + wallMs,
    monotonicMs: () => realClock.monotonicMs() + monotonicMs,
    setTimer: (ms, fn) => realClock.setTimer(ms, fn),
    every: (ms, fn) => realClock.every(ms, fn),
  };
}
