import { EagreError } from './errors.ts';

/**
 * Events as an async iterator with a bounded buffer. A reader that falls behind by more than the buffer
 * gets an error (`buffer_full`), never a silent hole. Leaving the loop, `return()` and the end of the
 * source all let go of the source.
 */
export class EventStream<Event> implements AsyncIterableIterator<Event> {
  readonly #limit: number;
  readonly #onEnd: () => void;
  readonly #buffer: Event[] = [];
  readonly #readers: ((result: IteratorResult<Event>) => void)[] = [];
  #error: EagreError | undefined;
  #ended = false;

  constructor(limit: number, onEnd: () => void) {
    this.#limit = limit;
    this.#onEnd = onEnd;
  }

  push(event: Event): void {
    if (this.#ended) return;
    const reader = this.#readers.shift();
    if (reader !== undefined) reader({ done: false, value: event });
    else if (this.#buffer.length < this.#limit) this.#buffer.push(event);
    else this.#overflow();
  }

  /** What is in the buffer is still read, then the loop ends. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    for (const reader of this.#readers.splice(0)) reader({ done: true, value: undefined });
    this.#onEnd();
  }

  next(): Promise<IteratorResult<Event>> {
    const value = this.#buffer.shift();
    if (value !== undefined) return Promise.resolve({ done: false, value });
    const error = this.#error;
    this.#error = undefined;
    if (error !== undefined) return Promise.reject(error);
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve) => this.#readers.push(resolve));
  }

  return(): Promise<IteratorResult<Event>> {
    this.#buffer.length = 0;
    this.#error = undefined;
    this.end();
    return Promise.resolve({ done: true, value: undefined });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #overflow(): void {
    const message = `${this.#limit} events were waiting to be read; start a new iterator`;
    this.#error = new EagreError('buffer_full', message);
    this.end();
  }
}
