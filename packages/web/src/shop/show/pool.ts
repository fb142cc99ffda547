/**
 * A fixed number of things that are lent and come back: what flies over the stage is drawn with these,
 * however much is said.
 */
export class Pool<T> {
  readonly #free: T[];

  constructor(all: Iterable<T>) {
    this.#free = [...all];
  }

  get free(): number {
    return this.#free.length;
  }

  take(): T | undefined {
    return this.#free.pop();
  }

  back(one: T): void {
    this.#free.push(one);
  }
}
