import type { Flush, RoomFrame } from './audience-receiver.ts';
import type { AudienceSource } from './audience-source.ts';

/**
 * The frames of one flush for those who lack entries, each made once: devices that refused the same
 * frame lack the same.
 */
export class CatchUps {
  /** Undefined: a round of retries, without content of its own. */
  readonly flush: Flush | undefined;
  readonly #source: AudienceSource;
  #made: Map<string, RoomFrame | undefined> | undefined;

  constructor(source: AudienceSource, flush: Flush | undefined) {
    this.#source = source;
    this.flush = flush;
  }

  /** Carries the entries after `after` up to `last`; undefined when memory does not have them. */
  frame(after: number, last: number): RoomFrame | undefined {
    this.#made ??= new Map();
    const key = `${after} ${last}`;
    const known = this.#made.get(key);
    if (known !== undefined || this.#made.has(key)) return known;
    const made = this.#source.catchUp(this.flush, after, last);
    this.#made.set(key, made);
    return made;
  }
}
