import { EagreError } from './errors.ts';
import {
  conversationOfEvent,
  type EagreErrorEvent,
  type EagreEvent,
  type EagreEventName,
  type EagreEvents,
} from './events.ts';

export type Handler<Event> = (event: Event) => void;
export type Unsubscribe = () => void;

interface Listener {
  readonly name: EagreEventName | '*';
  readonly conversation: string | undefined;
  readonly handler: Handler<EagreEvent>;
}

/**
 * Calls the application. A handler that throws must not keep an event from the others or stop the
 * synchroniser: the error becomes an `error` event, and without a listener for those the runtime's
 * uncaught error, so that it is never silent.
 */
export class Emitter {
  readonly #listeners = new Set<Listener>();

  get size(): number {
    return this.#listeners.size;
  }

  on<Name extends EagreEventName>(
    name: Name,
    handler: Handler<EagreEvents[Name]>,
    conversation?: string,
  ): Unsubscribe {
    return this.#add({ name, conversation, handler: handler as Handler<EagreEvent> });
  }

  onAny(handler: Handler<EagreEvent>, conversation?: string): Unsubscribe {
    return this.#add({ name: '*', conversation, handler });
  }

  emit(event: EagreEvent): void {
    const about = conversationOfEvent(event);
    for (const { name, conversation, handler } of [...this.#listeners]) {
      if (name !== '*' && name !== event.type) continue;
      if (conversation !== undefined && conversation !== about) continue;
      try {
        handler(event);
      } catch (cause) {
        this.#failed(event, cause);
      }
    }
  }

  clear(): void {
    this.#listeners.clear();
  }

  #add(listener: Listener): Unsubscribe {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #failed(event: EagreEvent, cause: unknown): void {
    const hasListener = [...this.#listeners].some(({ name }) => name === 'error');
    if (event.type === 'error' || !hasListener) {
      queueMicrotask(() => {
        throw cause;
      });
      return;
    }
    const error = new EagreError('handler_failed', `a handler of "${event.type}" threw`, { cause });
    this.emit({ type: 'error', error } satisfies EagreErrorEvent);
  }
}
