import type { CommandName, ConnectAnswer, Push } from '@eagre/protocol';
import { userQueueOf } from '@eagre/protocol/names';
import { Connection } from './connection/connection.ts';
import type { Arguments, Done } from './connection/requests.ts';
import type { ConnectionState } from './connection/transitions.ts';
import { EagreError, type Result } from './errors.ts';
import type { EagreEvent } from './events.ts';
import { clientLimits } from './limits.ts';
import type { ResolvedOptions } from './options.ts';
import { Outgoing, type Sent } from './send/outgoing.ts';
import type { Saved, UnsentMessage } from './storage/position-store.ts';
import { PositionKeeper, type SaveChanges } from './sync/position-keeper.ts';
import { SyncEngine } from './sync/sync-engine.ts';

/**
 * The core of a client, joined together: connection, synchroniser, outgoing messages, positions. It
 * knows no promises and no globals, so that a test can run thousands of lives of it in a second.
 */
export class Session {
  readonly #options: ResolvedOptions;
  readonly #emit: (event: EagreEvent) => void;
  readonly #connection: Connection;
  readonly #engine: SyncEngine;
  readonly #outgoing: Outgoing;
  readonly #keeper: PositionKeeper;
  #closed = false;

  constructor(
    options: ResolvedOptions,
    saved: Saved,
    emit: (event: EagreEvent) => void,
    save: SaveChanges,
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
    this.#outgoing = new Outgoing(options, {
      ask,
      status: (message, status, result) => this.#sendStatus(message, status, result),
      changed: (unsent) => !this.#closed && this.#keeper.setUnsent(unsent),
    });
    this.#connection = new Connection(options, {
      state: (state, error) => this.#changed(state, error),
      hello: () => this.#engine.hello(),
      online: (answer) => this.#online(answer),
      push: (push) => this.#push(push),
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
  }

  #push(push: Push): void {
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

  #sendStatus(
    message: UnsentMessage,
    status: 'pending' | 'sent' | 'failed',
    result: Result<Sent> | undefined,
  ): void {
    const place = result?.ok === undefined ? {} : result.ok;
    const error = result?.error === undefined ? {} : { error: result.error };
    this.#emit({ type: 'send', status, ...message, ...place, ...error } as EagreEvent);
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

function closedError(): EagreError {
  return new EagreError('closed', 'the client is closed');
}

function without<P extends { push: string }>({ push: _, ...rest }: P): Omit<P, 'push'> {
  return rest;
}
