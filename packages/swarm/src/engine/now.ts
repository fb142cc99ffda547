/**
 * Milliseconds since 1970, fine and never jumping: the same for all processes of a run on one machine,
 * so that one may tell when a message was due and another how long it took.
 */
export function nowMs(): number {
  return performance.timeOrigin + performance.now();
}
