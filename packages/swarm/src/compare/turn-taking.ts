/** More would only make the load dearer; fewer might wait for one socket. */
const mostSenders = 16;

/** The first few of many, each in its turn. */
export class TurnTaking<T> {
  readonly #items: T[] = [];
  #next = 0;

  add(item: T): T {
    if (this.#items.length < mostSenders) this.#items.push(item);
    return item;
  }

  next(): T {
    const item = this.#items[this.#next % this.#items.length];
    if (item === undefined) throw new Error('nothing can be published without a subscriber');
    this.#next += 1;
    return item;
  }
}
