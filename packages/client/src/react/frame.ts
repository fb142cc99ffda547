import type { Clock } from '@eagre/protocol/clock';
import { viewLimits } from './view-limits.ts';

/** Calls `run` once, soon: at the next animation frame in a browser. */
export type Frame = (run: () => void) => void;

/**
 * The next animation frame, or a moment later: a page in the background gets no frames, and what it
 * gathers must not pile up there.
 */
export function nextFrame(clock: Clock): Frame {
  return (run) => {
    let isDone = false;
    const once = () => {
      if (isDone) return;
      isDone = true;
      timer.cancel();
      run();
    };
    const timer = clock.setTimer(viewLimits.frameWithinMs, once);
    if (typeof requestAnimationFrame === 'function') requestAnimationFrame(once);
  };
}
