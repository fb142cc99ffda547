import type { Random } from '@eagre/protocol';

/** Normally distributed: mean 0, deviation 1. */
export function gaussian(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
  return radius * Math.cos(2 * Math.PI * random.next());
}
