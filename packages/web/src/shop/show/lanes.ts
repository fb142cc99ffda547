/** Where and for how long one line flies, from the right edge until it is out at the left. */
export interface Flight {
  readonly lane: number;
  readonly durationMs: number;
}

/** Pixels a second; lanes differ a little, so that lines do not march in step. */
const speed = 88;
const speedSteps = [1, 1.16, 0.92, 1.08] as const;
/** Between the end of one line and the beginning of the next in its lane, in pixels. */
const gap = 28;

/**
 * Gives lines that fly over the stage a lane of their own. All of a lane fly alike fast, so a line whose
 * tail has come in is never caught up with, and lines do not overlap.
 */
export class Lanes {
  /** By lane, from when on another line may start (ms). */
  #freeAt: number[] = [];
  #width = 0;

  /** For a stage so wide (pixels) with so many lanes; whatever flies now is to be taken off. */
  fit(count: number, width: number): void {
    this.#freeAt = Array.from({ length: count }, () => 0);
    this.#width = width;
  }

  /** A flight for a line so long (pixels) that starts now, the upper lanes first; none when all are taken. */
  book(nowMs: number, length: number): Flight | undefined {
    const lane = this.#freeAt.findIndex((freeAt) => freeAt <= nowMs);
    if (lane < 0) return undefined;
    const perMs = (speed * (speedSteps[lane % speedSteps.length] ?? 1)) / 1000;
    this.#freeAt[lane] = nowMs + (length + gap) / perMs;
    return { lane, durationMs: (this.#width + length) / perMs };
  }
}
