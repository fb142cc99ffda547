import type { QueueKey } from '../keys.ts';
import type { Strand } from './strand.ts';
import type { Topic } from './topic.ts';

/**
 * The strands that one receiver is in, and its place in each: two numbers' worth of memory for a
 * subscription. A device follows some tens of queues, so going through the list beats an index.
 */
export class Follower {
  readonly #strands: Strand[] = [];
  readonly #places: number[] = [];

  get size(): number {
    return this.#strands.length;
  }

  /** The queues of these strands. */
  keys(): QueueKey[] {
    return this.#strands.map((strand) => strand.topic.key);
  }

  /** The strands, each with the place in it. */
  *places(): Generator<readonly [Strand, number]> {
    for (const [i, strand] of this.#strands.entries()) yield [strand, this.#places[i] ?? -1];
  }

  add(strand: Strand, place: number): void {
    this.#strands.push(strand);
    this.#places.push(place);
  }

  strandOf(topic: Topic): Strand | undefined {
    for (const strand of this.#strands) if (strand.topic === topic) return strand;
    return undefined;
  }

  placeIn(strand: Strand): number {
    return this.#places[this.#strands.indexOf(strand)] ?? -1;
  }

  moved(strand: Strand, place: number): void {
    this.#places[this.#strands.indexOf(strand)] = place;
  }

  remove(strand: Strand): void {
    const index = this.#strands.indexOf(strand);
    if (index < 0) return;
    const lastStrand = this.#strands.pop();
    const lastPlace = this.#places.pop();
    if (index === this.#strands.length || lastStrand === undefined) return;
    this.#strands[index] = lastStrand;
    this.#places[index] = lastPlace ?? -1;
  }

  last(): Strand | undefined {
    return this.#strands[this.#strands.length - 1];
  }
}
