import type { QueueKey } from '../../keys.ts';
import type { Tail } from './tail.ts';

/** All tails, the least lately read first, within a bound of bytes. */
export class Tails {
  readonly #most: number;
  readonly #tails = new Map<QueueKey, Tail>();
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#most = mostBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get size(): number {
    return this.#tails.size;
  }

  /** Without counting as a use: for the news of commits. */
  peek(queue: QueueKey): Tail | undefined {
    return this.#tails.get(queue);
  }

  use(queue: QueueKey): Tail | undefined {
    const tail = this.#tails.get(queue);
    if (tail === undefined) return undefined;
    this.#tails.delete(queue);
    this.#tails.set(queue, tail);
    return tail;
  }

  add(queue: QueueKey, tail: Tail): void {
    this.delete(queue);
    this.#tails.set(queue, tail);
    this.#grew(tail.bytes);
  }

  delete(queue: QueueKey): void {
    const tail = this.#tails.get(queue);
    if (tail === undefined) return;
    this.#tails.delete(queue);
    this.#bytes -= tail.bytes;
  }

  clear(): void {
    this.#tails.clear();
    this.#bytes = 0;
  }

  /** Every change of a tail goes through here, so that the sum of bytes is right. */
  change<T>(tail: Tail, fn: (tail: Tail) => T): T {
    const before = tail.bytes;
    const result = fn(tail);
    this.#grew(tail.bytes - before);
    return result;
  }

  #grew(bytes: number): void {
    this.#bytes += bytes;
    for (const [queue] of this.#tails) {
      if (this.#bytes <= this.#most) return;
      this.delete(queue);
    }
  }
}
