/**
 * What one device handed over of one conversation since its base, in a few numbers: two tallies that
 * agree have seen the same messages at the same places (see place-hash.ts).
 */
export class Tally {
  readonly conversation: string;
  /** The place after which it counts. */
  readonly base: number;
  /** True when nobody told the base, and the first message that came made it. */
  readonly isAssumed: boolean;
  /** The greatest place that was handed over; the base at first. */
  last: number;
  count = 0;
  /** Sum of the messages' `idHash`. */
  ids = 0;
  /** Sum of their `placeHash`. */
  places = 0;

  constructor(conversation: string, base: number, isAssumed: boolean) {
    this.conversation = conversation;
    this.base = base;
    this.isAssumed = isAssumed;
    this.last = base;
  }

  add(count: number, ids: number, places: number): void {
    this.count += count;
    this.ids = (this.ids + ids) | 0;
    this.places = (this.places + places) | 0;
  }
}
