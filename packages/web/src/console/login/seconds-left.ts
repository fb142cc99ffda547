import type { Clock } from '@eagre/protocol';
import { useEffect, useState } from 'react';

/** Whole seconds until `at` (ms on the monotonic clock), counted down; 0 when it is over or unset. */
export function useSecondsLeft(at: number | undefined, clock: Clock): number {
  const [, tick] = useState(0);
  const left = at === undefined ? 0 : Math.max(0, Math.ceil((at - clock.monotonicMs()) / 1000));
  const isOver = left === 0;
  useEffect(() => {
    if (isOver) return;
    const timer = clock.every(1000, () => tick((count) => count + 1));
    return () => timer.cancel();
  }, [isOver, clock]);
  return left;
}
