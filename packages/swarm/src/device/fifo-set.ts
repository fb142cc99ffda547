/** A set of the newest so many; older ones fall out. */
export class FifoSet {
  readonly #keep: number;
  readonly #items = new Set<string>();

  constructor(keep: number) {
    this.#keep = keep;
  }

  get size(): number {
    return this.#items.size;
  }

  has(item: string): boolean {
    return this.#items.has(item);
  }

  add(item: string): void {
    this.#items.add(item);
    if (this.#items.size <= this.#keep) return;
    for (const oldest of this.#items) {
      this.#items.delete(oldest);
      break;
    }
  }

  delete(item: string): boolean {
    return this.#items.delete(item);
  }
}
