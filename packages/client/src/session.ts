import type { CommandName, ConnectAnswer, Push } from '@eagre/protocol';
import { userQueueOf } from '@eagre/protocol/names';
import { Connection } from './connection/connection.ts';
import type { Arguments, Done } from './connection/requests.ts';
import { ServerClock } from './connection/server-clock.ts';
import type { ConnectionState } from './connection/transitions.ts';
import { closedError, EagreError, type Result } from './errors.ts';
import type { EagreEvent } from './events.ts';
import { clientLimits } from './limits.ts';
import type { ResolvedOptions } from './options.ts';
import { Rooms } from './rooms/rooms.ts';
import { Outgoing, type Sent } from './send/outgoing.ts';
import type { Saved, UnsentMessage } from './storage/position-store.ts';
import { PositionKeeper, type SaveChanges } from './sync/position-keeper.ts';
import { SyncEngine } from './sync/sync-engine.ts';

/**
 * The core of a client, joined together: connection, synchroniser, outgoing messages, positions. It
 * knows no promises and no globals, so that a test can run thousands of lives of it in a second.
 */
export class Session {
  readonly rooms: Rooms;
  readonly #options: ResolvedOptions;
  readonly #emit: (event: EagreEvent) => unknown;
  readonly #connection: Connection;
  readonly #engine: SyncEngine;
  readonly #outgoing: Outgoing<UnsentMessage, Sent>;
  readonly #keeper: PositionKeeper;
  #closed = false;

  /** `emit` gives whether the application listens to events of that name. */
  constructor(
    options: ResolvedOptions,
    saved: Saved,
    emit: (event: EagreEvent) => unknown,
    save: SaveChanges,
    serverClock = new ServerClock(options.clock),
  ) {
    this.#options = options;
    this.#emit = emit;
    const ask = this.request.bind(this);
    this.#keeper = new PositionKeeper(options.clock, options.saveDelayMs, save);
    this.#engine = new SyncEngine(
      options,
      {
        ask,
        emit: (event) => this.#arrived(event),
        moved: (queue, position) => this.#keeper.set(queue, position),
      },
      userQueueOf(options.user),
      saved.positions,
    );
    this.#outgoing = new Outgoing<UnsentMessage, Sent>(options, {
      ask: (message, done) => this.#ask(message, done),
      status: (message, status, result) => this.#sendStatus(message, status, result),
      changed: (unsent) => !this.#closed && this.#keeper.setUnsent(unsent),
    });
    const report = (error: EagreError) => emit({ type: 'error', error });
    this.rooms = new Rooms(options, { ask, serverClock, report });
    const withClock = { ...options, serverClock };
    this.#connection = new Connection(withClock, {
      state: (state, error) => this.#changed(state, error),
      hello: () => this.#engine.hello(),
      online: (answer) => this.#online(answer),
      push: (push) => this.#push(push),
      broken: report,
    });
    this.#resend(saved.unsent);
  }

  get state(): ConnectionState {
    return this.#connection.state;
  }

  get unsent(): number {
    return this.#outgoing.size;
  }

  start(): void {
    if (!this.#closed) this.#connection.start();
  }

  hurry(): void {
    this.#connection.hurry();
  }

  request<Name extends CommandName>(cmd: Name, args: Arguments<Name>, done: Done<Name>): void {
    this.#connection.request(cmd, args, done);
  }

  send(message: UnsentMessage, done: (result: Result<Sent>) => void): void {
    if (this.#closed) done({ error: closedError() });
    else this.#outgoing.send(message, done);
  }

  positionOf(conversation: string): { epoch: number; syncId: number } | undefined {
    return this.#engine.positionOf(conversation as Parameters<SyncEngine['positionOf']>[0]);
  }

  /** Leaves the server and ends every timer; what has not been saved is saved by `flush`. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.rooms.close(closedError());
    this.#connection.stop();
    this.#outgoing.close(closedError());
  }

  flush(done: () => void): void {
    this.#keeper.flush(done);
  }

  #changed(state: ConnectionState, error: EagreError | undefined): void {
    if (state !== 'online') {
      this.#engine.offline();
      this.#outgoing.offline();
      this.rooms.offline();
    }
    this.#emit({ type: 'state', state, ...(error && { error }) });
  }

  #online(answer: ConnectAnswer): void {
    if (answer.user !== this.#options.user) {
      const error = new EagreError('unauthenticated', `the token is of user ${answer.user}`, {
        field: 'user',
      });
      this.#emit({ type: 'error', error });
      this.#connection.stop();
      return;
    }
    this.#engine.online(answer);
    this.#outgoing.online();
    this.rooms.online();
  }

  #push(push: Push): void {
    this.rooms.push(push);
    if (push.push === 'entries' || push.push === 'head') this.#engine.push(push);
    else if (push.push === 'typing') this.#emit({ type: 'typing', ...without(push) });
    else if (push.push === 'read') this.#emit({ type: 'read', ...without(push) });
  }

  /** The user's own message that comes back proves that it is stored, even if the answer was lost. */
  #arrived(event: EagreEvent): void {
    if (event.type === 'message' && event.clientId && event.from === this.#options.user) {
      const { conversation, epoch, syncId, at } = event;
      this.#outgoing.settle(event.clientId, { ok: { conversation, epoch, syncId, at } });
    }
    this.#emit(event);
  }

  #ask(message: UnsentMessage, done: (result: Result<Sent>) => void): void {
    const { at: _, ...args } = message;
    this.request('send', args, (result) => {
      if (result.ok === undefined) return done(result);
      const { duplicate: _, ...sent } = result.ok;
      done({ ok: sent });
    });
  }

  #sendStatus(
    message: UnsentMessage,
    status: 'pending' | 'sent' | 'failed',
    result: Result<Sent> | undefined,
  ): void {
    const error = result?.error && { error: result.error };
    this.#emit({ type: 'send', status, ...message, ...result?.ok, ...error } as EagreEvent);
  }

  #resend(unsent: UnsentMessage[]): void {
    const oldestAt = this.#options.clock.now() - clientLimits.resendWithinMs;
    for (const message of unsent) {
      if (message.at >= oldestAt) this.#outgoing.send(message, () => {});
      else {
        const error = new EagreError('timeout', 'stored too long ago to be sent again');
        this.#sendStatus(message, 'failed', { error });
      }
    }
  }
}

function without<P extends { push: string }>({ push: _, ...rest }: P): Omit<P, 'push'> {
  return rest;
}
