import type { Deliveries } from './deliveries.ts';

/** Nothing arrived for so long: what is missing was left out, and nothing will come of waiting. ms. */
const stalledMs = 1000;
const lookEveryMs = 5;
/**
 * All are under way after so many looks. Published at one instant they would be merged, arrive together,
 * be followed together, and so on for ever.
 */
const looksToFill = 40;

/**
 * Publishes the next text whenever an earlier one is at every subscriber, with so many under way: as
 * fast as the server goes, and without filling its memory.
 */
export class FlatOut {
  readonly #deliveries: Deliveries;
  readonly #subscribers: number;
  readonly #publish: () => void;
  #depth = 0;
  #allowed = 0;
  #underWay = 0;
  /** Deliveries at which the oldest text under way is everywhere. */
  #nextAt = 0;
  #seen = 0;
  #seenAtMs = 0;
  #timer: Timer | undefined;

  constructor(deliveries: Deliveries, subscribers: number, publish: () => void) {
    this.#deliveries = deliveries;
    this.#subscribers = subscribers;
    this.#publish = publish;
  }

  start(depth: number): void {
    this.#depth = depth;
    this.#begin();
    this.#deliveries.onMore = () => this.#more();
    this.#timer = setInterval(() => this.#look(), lookEveryMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#deliveries.onMore = () => {};
  }

  #begin(): void {
    this.#allowed = 1;
    this.#underWay = 0;
    this.#nextAt = this.#deliveries.messages + this.#subscribers;
    this.#seen = this.#deliveries.messages;
    this.#seenAtMs = performance.now();
    this.#fill();
  }

  #more(): void {
    const { messages } = this.#deliveries;
    if (messages < this.#nextAt) return;
    const done = 1 + Math.floor((messages - this.#nextAt) / this.#subscribers);
    this.#nextAt += done * this.#subscribers;
    this.#underWay = Math.max(0, this.#underWay - done);
    this.#fill();
  }

  #fill(): void {
    while (this.#underWay < this.#allowed) {
      this.#underWay += 1;
      this.#publish();
    }
  }

  #look(): void {
    const { messages } = this.#deliveries;
    const now = performance.now();
    if (messages !== this.#seen) {
      this.#seen = messages;
      this.#seenAtMs = now;
    } else if (now - this.#seenAtMs >= stalledMs) {
      this.#begin();
      return;
    }
    if (this.#allowed === this.#depth) return;
    const more = Math.ceil(this.#depth / looksToFill);
    this.#allowed = Math.min(this.#depth, this.#allowed + more);
    this.#fill();
  }
}
