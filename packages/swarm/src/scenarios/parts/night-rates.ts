import type { RoomSize } from './night-plan.ts';

/**
 * How much happens at the plain pace with `strength` 1. A huge room stands for one of hundreds of
 * thousands and talks like the recorded show, whatever its size here; the others are as large as they
 * are, and talk like it in proportion to their size or a little more.
 */
export const nightRates = {
  /** Messages a second of one room, at most; and of one viewer, at most. */
  chat: { huge: 20, middle: 2, small: 0.1 } satisfies Record<RoomSize, number>,
  chatPerViewer: 0.05,
  /** Bursts of taps a second that a viewer begins. */
  likesPerViewer: 1 / 150,
  /** s from card to card in a huge room. */
  cardSeconds: 15,
  /** Messages a second of one group. */
  promotion: 1,
  familiar: 0.05,
  /** Of one pair. */
  direct: 0.02,
  /** How often a second a viewer goes to another show. */
  hopsPerViewer: 1 / 60,
  /** How often a second a viewer loses its connection. */
  lossesPerViewer: 1 / 600,
  /** s that it is away, on average: most come back before their seat is given away. */
  awaySeconds: 4,
} as const;

/** Times the plain rate, when the host counts down. */
export const shoutFactor = 10;

/** Messages a second of a room with so many viewers. */
export function chatRate(size: RoomSize, viewers: number): number {
  return Math.min(nightRates.chat[size], viewers * nightRates.chatPerViewer);
}
