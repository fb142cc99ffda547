import { EagreError } from './errors.ts';
import { EventStream } from './event-stream.ts';
import type { EagreEvents } from './events.ts';

export type Handler<Event> = (event: Event) => void;
export type Unsubscribe = () => void;

/** Events by their names. */
export type EventTable<Table> = { [Name in keyof Table]: { type: Name } };

interface Listener<Event> {
  readonly name: PropertyKey;
  readonly conversation: string | undefined;
  readonly handler: Handler<Event>;
}

/**
 * Calls the application. A handler that throws must not keep an event from the others or stop the
 * synchroniser: the error is reported, as an `error` event, and if nobody takes it, it becomes the
 * runtime's uncaught error, so that it is never silent.
 */
export class Emitter<Table extends EventTable<Table> = EagreEvents> {
  readonly #report: (error: EagreError) => unknown;
  readonly #listeners = new Set<Listener<Table[keyof Table]>>();
  readonly #streams = new Set<EventStream<Table[keyof Table]>>();
  #closed = false;

  /** `report` says whether somebody took the error. */
  constructor(report: (error: EagreError) => unknown) {
    this.#report = report;
  }

  get size(): number {
    return this.#listeners.size;
  }

  on<Name extends keyof Table>(
    name: Name,
    handler: Handler<Table[Name]>,
    conversation?: string,
  ): Unsubscribe {
    return this.#add({ name, conversation, handler: handler as Handler<Table[keyof Table]> });
  }

  /** All events, or those of one conversation, until `close`. */
  stream(buffer: number, conversation?: string): EventStream<Table[keyof Table]> {
    const handler: Handler<Table[keyof Table]> = (event) => stream.push(event);
    const unsubscribe = this.#add({ name: '*', conversation, handler });
    const stream = new EventStream<Table[keyof Table]>(buffer, () => {
      unsubscribe();
      this.#streams.delete(stream);
    });
    this.#streams.add(stream);
    if (this.#closed) stream.end();
    return stream;
  }

  /** Gives whether a handler of that very name was called. */
  emit(event: Table[keyof Table]): boolean {
    const about = (event as { conversation?: string }).conversation;
    let isHeard = false;
    for (const { name, conversation, handler } of [...this.#listeners]) {
      if (name !== '*' && name !== event.type) continue;
      if (conversation !== undefined && conversation !== about) continue;
      isHeard ||= name === event.type;
      try {
        handler(event);
      } catch (cause) {
        this.#failed(event, cause);
      }
    }
    return isHeard;
  }

  /** Lets go of every handler, and ends every stream after what it holds. */
  close(): void {
    this.#closed = true;
    for (const stream of this.#streams) stream.end();
    this.#listeners.clear();
  }

  #add(listener: Listener<Table[keyof Table]>): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #failed({ type }: Table[keyof Table], cause: unknown): void {
    const message = `a handler of "${String(type)}" threw`;
    const error = new EagreError('handler_failed', message, { cause });
    if (type !== 'error' && this.#report(error)) return;
    queueMicrotask(() => {
      throw cause;
    });
  }
}
