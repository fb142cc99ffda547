import type { Thread } from './threads.ts';

export interface Due {
  readonly thread: Thread;
  atMs: number;
  readonly order: number;
  /** Undefined: cancelled. */
  fn: (() => void) | undefined;
}

/** A binary heap: the earliest first, and of equally early ones the one that was asked for first. */
export class DueQueue {
  readonly #items: Due[] = [];

  get first(): Due | undefined {
    return this.#items[0];
  }

  add(due: Due): void {
    const items = this.#items;
    let at = items.length;
    items.push(due);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = items[parent] as Due;
      if (!isBefore(due, above)) break;
      items[at] = above;
      at = parent;
    }
    items[at] = due;
  }

  take(): Due | undefined {
    const items = this.#items;
    const first = items[0];
    const last = items.pop();
    if (last !== undefined && items.length > 0) this.#sink(last);
    return first;
  }

  #sink(due: Due): void {
    const items = this.#items;
    let at = 0;
    for (let child = 1; child < items.length; child = 2 * at + 1) {
      const right = child + 1;
      if (right < items.length && isBefore(items[right] as Due, items[child] as Due)) child = right;
      const below = items[child] as Due;
      if (!isBefore(below, due)) break;
      items[at] = below;
      at = child;
    }
    items[at] = due;
  }
}

function isBefore(a: Due, b: Due): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
