import type {
  Answer,
  CommandName,
  ConversationId,
  ConversationSetAnswer,
  ConversationsAnswer,
} from '@eagre/protocol';
import { directOf, groupOf, roomOf } from '@eagre/protocol/names';
import type { Arguments } from './connection/requests.ts';
import { ServerClock } from './connection/server-clock.ts';
import type { ConnectionState } from './connection/transitions.ts';
import { type Content, Conversation, type ConversationPorts, contentOf } from './conversation.ts';
import { Emitter, type Handler, type Unsubscribe } from './emitter.ts';
import { closedError, EagreError, promised, type Result } from './errors.ts';
import type { EventStream } from './event-stream.ts';
import type { ConversationEvent, EagreEvent, EagreEventName, EagreEvents } from './events.ts';
import { Groups } from './groups.ts';
import { clientLimits } from './limits.ts';
import { watchNetwork } from './network-events.ts';
import { type ClientOptions, type ResolvedOptions, resolveOptions } from './options.ts';
import { Room } from './room.ts';
import { newClientId } from './send/client-id.ts';
import type { Sent } from './send/outgoing.ts';
import { Session } from './session.ts';
import type { PositionStore, Saved } from './storage/position-store.ts';
import type { SaveChanges } from './sync/position-keeper.ts';

/** Makes a client; it does nothing until `connect`. Throws `invalid_argument` on a wrong option. */
export function createClient(options: ClientOptions): EagreClient {
  return new EagreClient(resolveOptions(options));
}

/** One device of one user. Made by `createClient`. */
export class EagreClient {
  /** Groups: create, join, leave, invite, remove, members. */
  readonly groups: Groups;
  /** The server's time, known well while the device is in a room. */
  readonly clock: ServerClock;
  readonly user: string;
  readonly device: string;
  readonly #options: ResolvedOptions;
  readonly #emitter: Emitter = new Emitter((error) => this.#emitter.emit({ type: 'error', error }));
  readonly #store: PositionStore;
  readonly #ports: ConversationPorts;
  #starting: Promise<Session> | undefined;
  #session: Session | undefined;
  #unwatch: Unsubscribe = () => {};
  #closed: Promise<void> | undefined;

  constructor(options: ResolvedOptions) {
    this.#options = options;
    this.clock = new ServerClock(options.clock);
    this.user = options.user;
    this.device = options.device;
    this.#store = options.positions({ user: options.user, device: options.device });
    const call = <Name extends CommandName>(cmd: Name, args: Arguments<Name>) =>
      this.#call(cmd, args);
    this.groups = new Groups(call);
    this.#ports = {
      call,
      send: (...message) => this.#send(...message),
      on: (name, handler, conversation) => this.#emitter.on(name, handler, conversation),
      stream: (conversation, buffer) =>
        this.#emitter.stream(buffer, conversation) as EventStream<ConversationEvent>,
      positionOf: (conversation) => this.#session?.positionOf(conversation),
      nowMs: () => options.clock.monotonicMs(),
    };
  }

  get state(): ConnectionState {
    return this.#closed ? 'stopped' : (this.#session?.state ?? 'idle');
  }

  /**
   * Connects, and from then on stays connected by itself until `close` or until the server says stop.
   * Resolves when first online; rejects when it is stopped before. May be called again after a stop.
   */
  async connect(): Promise<void> {
    const session = await this.#start();
    session.start();
    await this.#online(session);
  }

  /** Leaves, saves positions, ends every iterator, timer and socket. The client is not used after. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  /** Calls `handler` for every event of one name; the result unsubscribes. */
  on<Name extends EagreEventName>(name: Name, handler: Handler<EagreEvents[Name]>): Unsubscribe {
    return this.#emitter.on(name, handler);
  }

  /** All events from now on, for `for await`; see `Conversation.events`. */
  events(options: { buffer?: number } = {}): AsyncIterableIterator<EagreEvent> {
    return this.#emitter.stream(options.buffer ?? clientLimits.bufferedEvents);
  }

  /** The conversation of an id: `group:lobby`, `direct:a:b`. */
  conversation(id: string): Conversation {
    return new Conversation(id as ConversationId, this.#ports);
  }

  /** The direct conversation with another user. */
  direct(user: string): Conversation {
    return new Conversation(directOf(this.user, user), this.#ports);
  }

  /** The group of a name: `lobby` for `group:lobby`. */
  group(name: string): Conversation {
    return new Conversation(groupOf(name), this.#ports);
  }

  /**
   * Enters the room of a name (`show1`, or `room:show1`); with `leave`, hops: leaves that one by the same
   * command, all or nothing. In a room already, gives it once more. After a lost connection the room
   * is entered again by itself. Rejects with `banned`, `room_closed`, `room_full` …
   */
  async enter(name: string, options: { leave?: Room } = {}): Promise<Room> {
    const session = await this.#start();
    await this.#online(session, this.#options.requestTimeoutMs);
    const stay = session.rooms.enter(idOf(name), options.leave?.id);
    if (!stay.inside) {
      await promised((done) => stay.whenInside((error) => done({ error } as Result<void>)));
    }
    return new Room(stay);
  }

  /** A page of this user's conversations, the one with the latest entry first. */
  conversations(page: { offset?: number; limit?: number } = {}): Promise<ConversationsAnswer> {
    return this.#call('conversations', page);
  }

  /** A muted conversation is of the lowest class: it comes last when there is much to do. */
  setMuted(conversation: string, muted: boolean): Promise<ConversationSetAnswer> {
    return this.#call('conversation.set', { conversation, muted });
  }

  #start(): Promise<Session> {
    if (this.#closed) return Promise.reject(closedError());
    this.#starting ??= this.#load();
    return this.#starting;
  }

  async #load(): Promise<Session> {
    const saved = await this.#loadSaved();
    if (this.#closed) throw closedError();
    const emit = (event: EagreEvent) => this.#emitter.emit(event);
    const save: SaveChanges = (changes, done) => {
      this.#store.save(changes).then(
        () => done(false),
        (caught) => {
          this.#storageFailed(caught, 'positions could not be saved');
          done(true);
        },
      );
    };
    const session = new Session(this.#options, saved, emit, save, this.clock);
    this.#session = session;
    this.#unwatch = watchNetwork(() => session.hurry());
    return session;
  }

  /** A store that cannot be read makes a fresh device of this one, and says so. */
  async #loadSaved(): Promise<Saved> {
    try {
      return await this.#store.load();
    } catch (caught) {
      this.#storageFailed(caught, 'positions could not be loaded');
      return { positions: [], unsent: [] };
    }
  }

  #storageFailed(caught: unknown, message: string): void {
    const error = EagreError.from(caught, 'storage_failed', message);
    this.#emitter.emit({ type: 'error', error });
  }

  async #close(): Promise<void> {
    this.#unwatch();
    const session = this.#session;
    session?.close();
    // Called from a handler, the frame at hand is handed over to its end before positions are saved.
    await Promise.resolve();
    if (session) await new Promise<void>((resolve) => session.flush(resolve));
    this.#emitter.close();
    await this.#store.close();
  }

  #online(session: Session, timeoutMs?: number): Promise<void> {
    if (session.state === 'online') return Promise.resolve();
    return new Promise((resolve, reject) => {
      const settle = (error?: EagreError) => {
        unsubscribe();
        timer?.cancel();
        if (error === undefined) resolve();
        else reject(error);
      };
      const unsubscribe = this.#emitter.on('state', ({ state, error }) => {
        if (state === 'online') settle();
        else if (state === 'stopped') settle(error ?? closedError());
      });
      const late = () => settle(new EagreError('disconnected', `not online in ${timeoutMs} ms`));
      const timer =
        timeoutMs === undefined ? undefined : this.#options.clock.setTimer(timeoutMs, late);
      if (session.state === 'stopped') settle(closedError());
    });
  }

  async #call<Name extends CommandName>(cmd: Name, args: Arguments<Name>): Promise<Answer<Name>> {
    const session = await this.#start();
    await this.#online(session, this.#options.requestTimeoutMs);
    return promised<Answer<Name>>((done) => session.request(cmd, args, done));
  }

  async #send(
    conversation: ConversationId,
    content: Content,
    personalTo?: string,
    clientId = newClientId(this.#options.clock, this.#options.random),
  ): Promise<Sent> {
    const session = await this.#start();
    const message = {
      clientId,
      conversation,
      ...contentOf(content),
      at: this.#options.clock.now(),
      ...(personalTo !== undefined && { personalTo }),
    };
    return promised<Sent>((done) => session.send(message, done));
  }
}

function idOf(room: string): ConversationId {
  return room.startsWith('room:') ? (room as ConversationId) : roomOf(room);
}
