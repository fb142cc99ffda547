import type { Meter } from '../engine/meter.ts';

/** Between two looks. ms. */
const everyMs = 20;

/** Times how late the process's own timers are: a busy tool must not be taken for a slow server. */
export function watchLoop(meter: Meter): () => void {
  let dueMs = performance.now() + everyMs;
  const timer = setInterval(() => {
    const nowMs = performance.now();
    meter.time('loop', Math.max(0, nowMs - dueMs));
    dueMs = nowMs + everyMs;
  }, everyMs);
  return () => clearInterval(timer);
}
