/** `again`: the number was there before; `late`: it stands behind a greater one. */
export type StreamStep = 'new' | 'again' | 'late';

/** Numbers below the greatest one that are remembered. */
const remembered = 32;

/**
 * The numbers of one sender in one conversation, met in any order of their positions (places in a log,
 * times of frames): greater numbers must stand at greater positions, and none twice. A few bytes
 * however many there are: of numbers far below the greatest one it can't tell whether they were there.
 */
export class StreamWindow {
  #position = Number.NEGATIVE_INFINITY;
  #number = Number.NEGATIVE_INFINITY;
  /** Bit `i`: the number `#number - i` was there. */
  #seen = 0;

  note(position: number, number: number): StreamStep {
    const isAfter = position >= this.#position;
    if (isAfter) this.#position = position;
    if (number > this.#number) {
      const by = number - this.#number;
      this.#seen = by < remembered ? (this.#seen << by) | 1 : 1;
      this.#number = number;
      return isAfter ? 'new' : 'late';
    }
    const bit = this.#number - number < remembered ? 1 << (this.#number - number) : 0;
    if ((this.#seen & bit) !== 0) return 'again';
    this.#seen |= bit;
    return isAfter ? 'late' : 'new';
  }
}
