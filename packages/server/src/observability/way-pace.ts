/** A window over which notes are counted. ms. */
const windowMs = 1000;
/** However busy a node is, one message of so many is followed. */
const fewest = 2 ** 16;

/**
 * How many messages are followed: one of `oneOf`, always a power of two, so that whatever is followed
 * at a larger one is followed at each smaller one too. It doubles as soon as a second has had its fill
 * of notes and halves after each second that had few.
 */
export class WayPace {
  readonly #most: number;
  /** A message is followed when its hash has none of these bits. */
  mask = 0;
  /**
   * The same for messages that may have begun to be followed a moment ago: their ways are to be told
   * to the end, whatever has been decided since.
   */
  seekMask = 0;
  #maskBefore = 0;
  #notes = 0;
  #startedMs = 0;

  /** `most`: notes a second. */
  constructor(most: number) {
    this.#most = most;
  }

  get oneOf(): number {
    return this.mask + 1;
  }

  /** To be called before a message is taken up. Monotonic, ms. */
  look(nowMs: number): void {
    for (let windows = 0; nowMs - this.#startedMs >= windowMs; windows += 1) {
      // After a long silence there is nothing more to halve.
      if (windows > 20) this.#startedMs = nowMs;
      else this.#startedMs += windowMs;
      this.#endWindow();
    }
  }

  noted(): void {
    this.#notes += 1;
    if (this.#notes < this.#most) return;
    this.#notes = 0;
    this.#set(Math.min(this.mask * 2 + 1, fewest - 1));
  }

  #endWindow(): void {
    if (this.#notes < this.#most / 4) this.#set(this.mask >> 1);
    this.#notes = 0;
    this.#maskBefore = this.mask;
    this.seekMask = this.mask;
  }

  #set(mask: number): void {
    this.mask = mask;
    this.seekMask = Math.min(this.#maskBefore, mask);
  }
}
