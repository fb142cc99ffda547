import { nowMs } from '../../engine/now.ts';
import { DueHeap } from './due-heap.ts';

/** Time between two looks at what is due. ms. */
const lookEveryMs = 2;

/** Things that happen once, each at its time, all on one timer that runs only while one waits. */
export class Alarms<T> {
  readonly #ring: (item: T, dueMs: number) => void;
  readonly #now: () => number;
  #due = new DueHeap<T>();
  #timer: Timer | undefined;
  readonly #whenEmpty: (() => void)[] = [];

  constructor(ring: (item: T, dueMs: number) => void, now: () => number = nowMs) {
    this.#ring = ring;
    this.#now = now;
  }

  get waiting(): number {
    return this.#due.size;
  }

  /** `dueMs` as `nowMs`; what was due before rings at the next look. */
  at(dueMs: number, item: T): void {
    this.#due.add({ atMs: dueMs, item });
    this.#timer ??= setInterval(() => this.look(), lookEveryMs);
  }

  /** Rings all that is due. */
  look(): void {
    const now = this.#now();
    for (let next = this.#due.first; next !== undefined && next.atMs <= now; ) {
      this.#due.take();
      this.#ring(next.item, next.atMs);
      next = this.#due.first;
    }
    if (this.#due.size === 0) this.#rest();
  }

  /** What waits will not ring any more. */
  clear(): void {
    this.#due = new DueHeap<T>();
    this.#rest();
  }

  /** Resolves when nothing waits. */
  empty(): Promise<void> {
    if (this.#due.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenEmpty.push(resolve));
  }

  #rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    for (const resolve of this.#whenEmpty.splice(0)) resolve();
  }
}
