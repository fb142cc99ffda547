import type {
  Answer,
  ConversationId,
  Moderation,
  RoomAttribute,
  RoomCounters,
  RoomMembersAnswer,
  RoomOnline,
  RoomRole,
  RoomSetAnswer,
} from '@eagre/protocol';
import { type Content, contentOf } from './conversation.ts';
import type { Handler, Unsubscribe } from './emitter.ts';
import { invalidArgument, promised } from './errors.ts';
import { clientLimits } from './limits.ts';
import type { RoomFacts, RoomRules } from './rooms/feed.ts';
import type { RoomSent } from './rooms/reliable.ts';
import type { RoomEvent, RoomEventName, RoomEvents } from './rooms/room-events.ts';
import type { Stay } from './rooms/stay.ts';

/**
 * A room that this device is in, by `client.enter`. It stays in over lost connections until `leave` or
 * until the server puts it out, which the event `closed` tells; from then on calls fail with
 * `not_in_room`, or with the code by which the server refused a return. What does not say otherwise is
 * answered once, and waits for a return that is under way.
 */
export class Room {
  readonly #stay: Stay;

  constructor(stay: Stay) {
    this.#stay = stay;
  }

  get id(): ConversationId {
    return this.#stay.room;
  }

  /** Until the device left or was put out; a lost connection does not change it. */
  get inside(): boolean {
    return this.#stay.inside;
  }

  get role(): RoomRole {
    return this.#facts.role;
  }

  get online(): Readonly<RoomOnline> {
    return this.#facts.online;
  }

  /** The most devices at once, so far. */
  get peak(): number {
    return this.#facts.peak;
  }

  /** Different users since the room was made, when this device came in. */
  get visitors(): number {
    return this.#facts.visitors;
  }

  get rules(): Readonly<RoomRules> {
    const { mutedUntil, mutedAll, slowMs } = this.#facts;
    return { mutedUntil, mutedAll, slowMs };
  }

  /** The server's totals, with the taps of this device that are under way. */
  get counters(): Readonly<RoomCounters> {
    return this.#stay.feed.counters.shown;
  }

  /** Values by name, each with the version of the change that set it. */
  get attributes(): Readonly<Record<string, Readonly<RoomAttribute>>> {
    return this.#stay.feed.attributes.values;
  }

  /**
   * Calls `handler` for the room's events of one name; the result unsubscribes. What came between the
   * entry and the first handler is told to it too.
   */
  on<Name extends RoomEventName>(name: Name, handler: Handler<RoomEvents[Name]>): Unsubscribe {
    return this.#stay.feed.emitter.on(name, handler);
  }

  /** All of the room's events, for `for await`, until it is left; see `Conversation.events`. */
  events(options: { buffer?: number } = {}): AsyncIterableIterator<RoomEvent> {
    return this.#stay.feed.emitter.stream(options.buffer ?? clientLimits.bufferedEvents);
  }

  /**
   * Says something, best-effort: what the server took is a `chat` event here at once, and others may
   * not be shown it. Rejects with `muted`, `slow_mode`, `word_refused`, `rate_limited` …
   */
  send(content: Content): Promise<Answer<'room.send'>> {
    return promised((done) => this.#stay.say(contentOf(content), done));
  }

  /**
   * Host and staff: sends what must not be missed; resolves with its place once it is stored. Survives
   * lost connections and is stored once. `activateAt` (server time, ms): every device opens it at that
   * instant. `spreadMs`: each device acts at its own moment within so long.
   */
  sendReliable(
    content: Content,
    { activateAt, ...when }: { activateAt?: number; spreadMs?: number } = {},
  ): Promise<RoomSent> {
    // The server's clock is told in fractions, and takes whole milliseconds.
    const instant = activateAt && { activateAt: Math.round(activateAt) };
    const message = { ...contentOf(content), ...when, ...instant };
    return promised((done) => this.#stay.sendReliable(message, done));
  }

  /**
   * Adds to a counter, any number of times: taps are summed for a second, and each counts once over
   * lost connections. Throws `invalid_argument`, `not_in_room`, `too_many_waiting`.
   */
  tap(counter: string, count = 1): void {
    if (!/^[\w.-]{1,32}$/.test(counter))
      throw invalidArgument('counter', 'must be 1 to 32 of A-Z a-z 0-9 _ . -');
    if (!(Number.isInteger(count) && count > 0))
      throw invalidArgument('count', 'must be a whole number above 0');
    this.#stay.tap(counter, count);
  }

  /**
   * Host and staff: changes attributes, all or nothing; `null` removes. `expect`: versions that the keys
   * must have (0: not there), else `version_mismatch`.
   */
  set(
    set: Record<string, unknown>,
    options: { expect?: Record<string, number> } = {},
  ): Promise<RoomSetAnswer> {
    return promised((done) => this.#stay.call('room.set', { set, ...options } as never, done));
  }

  /** Host and staff keep order; `ms`: how long, without end if left out. */
  moderate(
    action: Moderation,
    about: { user?: string; device?: string; ms?: number } = {},
  ): Promise<Answer<'room.moderate'>> {
    return promised((done) => this.#stay.call('room.moderate', { action, ...about }, done));
  }

  /** All of a small room; of a large one the newest, then a sample. */
  members(): Promise<RoomMembersAnswer> {
    return promised((done) => this.#stay.call('room.members', {}, done));
  }

  /** Leaves; nothing of the room is told any more. Without a connection the server notices by itself. */
  leave(): Promise<void> {
    return new Promise((resolve) => this.#stay.leave(resolve));
  }

  get #facts(): RoomFacts {
    // There is no Room before the first answer.
    return this.#stay.feed.facts as RoomFacts;
  }
}
