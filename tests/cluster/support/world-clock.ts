import type { Timer } from '@eagre/protocol';
import { FakeClock } from '@eagre/testkit';

/** Exact in binary, so that a sum of delays is the same in whatever order they are added. */
const ticksPerMs = 1024;

/**
 * Time in small steps: delays are drawn as fractions, so that nothing falls together by habit, and a
 * timer never rings a rounding error too early. The wall clock tells whole milliseconds, as a real one.
 */
export class WorldClock extends FakeClock {
  override now(): number {
    return Math.floor(super.now());
  }

  override setTimer(ms: number, fn: () => void): Timer {
    return super.setTimer(inTicks(ms), fn);
  }

  override every(ms: number, fn: () => void): Timer {
    return super.every(inTicks(ms), fn);
  }

  override advance(ms: number): Promise<void> {
    return super.advance(inTicks(ms));
  }
}

function inTicks(ms: number): number {
  return Math.ceil(ms * ticksPerMs) / ticksPerMs;
}
