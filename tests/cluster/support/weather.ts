import type { SeededRandom } from '@eagre/testkit';

/** What may go wrong in a world. */
export interface Weather {
  /** Between nodes: loss, delay, partitions. */
  readonly bus: boolean;
  readonly store: boolean;
  /** Nodes crash, stand still and stop. */
  readonly nodes: boolean;
  /** Devices lose their connection, start anew, crash. */
  readonly devices: boolean;
  /** Lines of devices are dead or jammed, and nobody is told. */
  readonly lines: boolean;
}

const calm: Weather = { bus: false, store: false, nodes: false, devices: false, lines: false };

/**
 * Mostly several things go wrong. Where one thing alone does, what is looked at is when things arrive,
 * which nothing else excuses there.
 */
export function weatherOf(random: SeededRandom): Weather {
  const dice = random.int(100);
  if (dice < 5) return calm;
  if (dice < 25) return { ...calm, devices: true };
  if (dice < 35) return { ...calm, bus: true };
  const draw = () => random.chance(0.5);
  return { bus: draw(), store: draw(), nodes: draw(), devices: draw(), lines: draw() };
}
