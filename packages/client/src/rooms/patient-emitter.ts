import { Emitter, type Handler, type Unsubscribe } from '../emitter.ts';
import type { EagreError } from '../errors.ts';
import type { EventStream } from '../event-stream.ts';
import { clientLimits } from '../limits.ts';
import type { RoomEvent, RoomEventName, RoomEvents } from './room-events.ts';

/**
 * The events of a room. The application can only listen once it was told that it is in, so what comes
 * before its first handler waits for it: up to 1,000 events, after which nobody seems to care.
 */
export class PatientEmitter {
  readonly #emitter: Emitter<RoomEvents>;
  #early: RoomEvent[] | undefined = [];
  #hasListened = false;
  #ended = false;

  constructor(report: (error: EagreError) => unknown) {
    this.#emitter = new Emitter<RoomEvents>(report);
  }

  on<Name extends RoomEventName>(name: Name, handler: Handler<RoomEvents[Name]>): Unsubscribe {
    this.#listened();
    return this.#emitter.on(name, handler);
  }

  stream(buffer: number): EventStream<RoomEvent> {
    this.#listened();
    return this.#emitter.stream(buffer);
  }

  emit(event: RoomEvent): void {
    if (this.#ended) return;
    if (this.#early === undefined) this.#emitter.emit(event);
    else if (this.#early.push(event) >= clientLimits.bufferedEvents) this.#early = undefined;
  }

  /** `last` is the last event. */
  end(last: RoomEvent): void {
    this.emit(last);
    this.#ended = true;
    if (this.#early === undefined) this.#emitter.close();
  }

  /** The handlers that are set beside the first one are to hear all of it too. */
  #listened(): void {
    if (this.#hasListened) return;
    this.#hasListened = true;
    queueMicrotask(() => {
      const early = this.#early ?? [];
      this.#early = undefined;
      for (const event of early) this.#emitter.emit(event);
      if (this.#ended) this.#emitter.close();
    });
  }
}
