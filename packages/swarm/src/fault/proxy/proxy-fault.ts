/** `up`: what devices send; `down`: what the server sends. */
export type Way = 'up' | 'down' | 'both';

/** Something that lasts on a share of the connections, those to come included. */
export type ProxyFault = { way: Way; share: number } & (
  | { kind: 'slow'; delayMs: number; jitterMs: number }
  | { kind: 'throttle'; bytesPerSecond: number }
  | { kind: 'stall' }
);

/** How a connection is cut: without a word (RST), or as one that says it has nothing more (FIN). */
export type CutHow = 'reset' | 'close';

/** What one direction of one connection is under; all faults on it together. */
export interface Conditions {
  delayMs: number;
  jitterMs: number;
  /** Infinity: as many as there are. */
  bytesPerSecond: number;
  isStalled: boolean;
}

export const noFault: Conditions = {
  delayMs: 0,
  jitterMs: 0,
  bytesPerSecond: Number.POSITIVE_INFINITY,
  isStalled: false,
};

/** Delays add up, the smallest rate counts, one stall is enough. */
export function conditionsOf(faults: Iterable<ProxyFault>, way: 'up' | 'down'): Conditions {
  const sum = { ...noFault };
  for (const fault of faults) {
    if (fault.way !== 'both' && fault.way !== way) continue;
    if (fault.kind === 'stall') sum.isStalled = true;
    else if (fault.kind === 'throttle') {
      sum.bytesPerSecond = Math.min(sum.bytesPerSecond, fault.bytesPerSecond);
    } else {
      sum.delayMs += fault.delayMs;
      sum.jitterMs += fault.jitterMs;
    }
  }
  return sum;
}
