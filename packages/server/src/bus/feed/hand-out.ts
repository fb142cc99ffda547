import { Fifo } from '../../fifo.ts';
import type { BusMessage } from '../bus.ts';
import type { FeedQueue, Handler } from './feed-queue.ts';

/**
 * Calls the subscribers of a queue. What they publish meanwhile comes after the message at hand, so
 * that the order is the same for all of them.
 */
export class HandOut {
  readonly #report: (error: unknown, subject: string) => void;
  readonly #waiting = new Fifo<{ queue: FeedQueue; message: BusMessage }>();
  #isBusy = false;

  constructor(report: (error: unknown, subject: string) => void) {
    this.#report = report;
  }

  give(queue: FeedQueue, message: BusMessage): void {
    if (this.#isBusy) {
      this.#waiting.push({ queue, message });
      return;
    }
    this.#isBusy = true;
    this.#give(queue, message);
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      this.#give(next.queue, next.message);
    }
    this.#isBusy = false;
  }

  #give(queue: FeedQueue, message: BusMessage): void {
    const { handlers } = queue;
    if (handlers === undefined) return;
    if (typeof handlers === 'function') this.#call(handlers, queue, message);
    else for (const handler of handlers) this.#call(handler, queue, message);
  }

  #call(handler: Handler, { key }: FeedQueue, message: BusMessage): void {
    try {
      handler(message);
    } catch (error) {
      this.#report(error, key);
    }
  }
}
