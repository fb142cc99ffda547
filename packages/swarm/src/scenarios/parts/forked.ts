import type { Random } from '@eagre/protocol';
import { SeededRandom } from '@eagre/testkit';

/**
 * A sequence of its own for one part of a scenario: what it draws, and when, changes nothing in what
 * the others draw, so that a seed gives the same load however the server's answers fall.
 */
export function forked(random: Random): SeededRandom {
  return new SeededRandom(Math.floor(random.next() * 2 ** 32));
}

/** ms to the next of things that come independently of each other, `perSecond` on average. */
export function exponentialMs(random: Random, perSecond: number): number {
  return perSecond > 0
    ? (-Math.log(1 - random.next()) / perSecond) * 1000
    : Number.POSITIVE_INFINITY;
}
