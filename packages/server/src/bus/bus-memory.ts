import { Fifo } from '../fifo.ts';
import type { Bus, BusMessage, Subscription } from './bus.ts';

type Handler = (message: BusMessage) => void;

export interface MemoryBusOptions {
  /** Told of every error that a handler threw; the other handlers still get the message. */
  readonly report?: (error: unknown, subject: string) => void;
  /** Told when a subject gets its first handler, before it has it, and when its last one has gone. */
  readonly interest?: Interest;
}

interface Interest {
  begins(subject: string): void;
  ends(subject: string): void;
}

/**
 * The bus inside one process. `publish` calls the handlers before it returns, so that order for each
 * subject is the order of the calls. What a handler publishes itself is handed out after the message
 * at hand, to keep the order the same for all subscribers.
 */
export class MemoryBus implements Bus {
  /** A subject has one handler nearly always: only more of them cost an array. */
  readonly #handlers = new Map<string, Handler | Handler[]>();
  readonly #report: (error: unknown, subject: string) => void;
  readonly #interest: Interest | undefined;
  readonly #waiting = new Fifo<{ subject: string; message: BusMessage }>();
  #dispatching = false;
  #closed = false;
  #subscriptions = 0;

  constructor(options: MemoryBusOptions = {}) {
    this.#report = options.report ?? (() => {});
    this.#interest = options.interest;
  }

  /** Subscriptions that stand; 0 when nothing leaks. */
  get subscriptions(): number {
    return this.#subscriptions;
  }

  publish(subject: string, message: BusMessage): void {
    if (this.#closed) return;
    if (this.#dispatching) {
      this.#waiting.push({ subject, message });
      return;
    }
    this.#dispatching = true;
    this.#dispatch(subject, message);
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      this.#dispatch(next.subject, next.message);
    }
    this.#dispatching = false;
  }

  subscribe(subject: string, handler: Handler): Subscription {
    if (this.#closed) return { cancel: () => {} };
    const known = this.#handlers.get(subject);
    if (known === undefined) this.#interest?.begins(subject);
    if (known === undefined) this.#handlers.set(subject, handler);
    // A new array each time: a message being handed out keeps the list it began with.
    else this.#handlers.set(subject, [...listOf(known), handler]);
    this.#subscriptions += 1;
    return new MemorySubscription(this, subject, handler);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#handlers.clear();
    this.#waiting.clear();
    this.#subscriptions = 0;
  }

  /** For `MemorySubscription`. */
  remove(subject: string, handler: Handler): void {
    const known = this.#handlers.get(subject);
    if (known === undefined) return;
    const all = listOf(known);
    const index = all.indexOf(handler);
    if (index < 0) return;
    this.#subscriptions -= 1;
    if (all.length > 1) {
      this.#handlers.set(subject, all.toSpliced(index, 1));
      return;
    }
    this.#handlers.delete(subject);
    this.#interest?.ends(subject);
  }

  #dispatch(subject: string, message: BusMessage): void {
    const handlers = this.#handlers.get(subject);
    if (handlers === undefined) return;
    if (typeof handlers === 'function') this.#call(handlers, subject, message);
    else for (const handler of handlers) this.#call(handler, subject, message);
  }

  #call(handler: Handler, subject: string, message: BusMessage): void {
    try {
      handler(message);
    } catch (error) {
      this.#report(error, subject);
    }
  }
}

function listOf(handlers: Handler | Handler[]): Handler[] {
  return typeof handlers === 'function' ? [handlers] : handlers;
}

/** Holds what it takes to cancel without a closure for each of many thousand subjects. */
class MemorySubscription implements Subscription {
  readonly #bus: MemoryBus;
  readonly #subject: string;
  #handler: Handler | undefined;

  constructor(bus: MemoryBus, subject: string, handler: Handler) {
    this.#bus = bus;
    this.#subject = subject;
    this.#handler = handler;
  }

  cancel(): void {
    if (this.#handler !== undefined) this.#bus.remove(this.#subject, this.#handler);
    this.#handler = undefined;
  }
}
