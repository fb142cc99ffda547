export interface Due<T> {
  atMs: number;
  item: T;
}

/** A binary heap by time: the earliest first, whatever the number of items. */
export class DueHeap<T> {
  readonly #items: Due<T>[] = [];

  get size(): number {
    return this.#items.length;
  }

  get first(): Due<T> | undefined {
    return this.#items[0];
  }

  add(due: Due<T>): void {
    const items = this.#items;
    let at = items.length;
    items.push(due);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = items[parent] as Due<T>;
      if (above.atMs <= due.atMs) break;
      items[at] = above;
      at = parent;
    }
    items[at] = due;
  }

  take(): Due<T> | undefined {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (last !== undefined && items.length > 0) this.#sink(last);
    return first;
  }

  /** Puts `due` where the first was. */
  #sink(due: Due<T>): void {
    const items = this.#items;
    let at = 0;
    for (;;) {
      const left = 2 * at + 1;
      if (left >= items.length) break;
      const right = left + 1;
      const isRight =
        right < items.length && (items[right] as Due<T>).atMs < (items[left] as Due<T>).atMs;
      const child = isRight ? right : left;
      const below = items[child] as Due<T>;
      if (below.atMs >= due.atMs) break;
      items[at] = below;
      at = child;
    }
    items[at] = due;
  }
}
