import { type Clock, type WireError, wireError } from '@eagre/protocol';
import type { Limits } from '../limits.ts';
import { Connection } from './connection.ts';
import type { ConnectionHost } from './connection-host.ts';
import { ConnectionList } from './connection-list.ts';
import { type DrainOptions, drainConnections } from './drain.ts';
import { type GatewayCounters, newGatewayCounters } from './gateway-counters.ts';
import { Heartbeat } from './heartbeat.ts';
import type { Identity } from './identity.ts';
import { Registry } from './registry.ts';
import type { Socket, SocketEvents } from './socket.ts';
import type { Admit, Dispatch, WireRequest } from './wire-request.ts';

export interface GatewayOptions {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly dispatch: Dispatch;
  /** Refuses commands before they are dispatched; by default none. */
  readonly admit?: Admit;
  /** Takes no new socket while it says false (overload); by default it never does. */
  readonly accepts?: () => boolean;
  /** Called for each device that was taken in. */
  readonly entered?: (identity: Identity) => void;
  /** Called once for each connection that closes: unsubscribe it, forget it. */
  readonly closed?: (connection: Connection) => void;
  /** Told of every error that a command threw. */
  readonly report?: (error: unknown, connection: Connection) => void;
}

/** The devices' entrance to a node. Sockets come from a listener, or from a simulated network. */
export class Gateway {
  readonly registry: Registry;
  readonly counters: GatewayCounters = newGatewayCounters();
  readonly #options: GatewayOptions;
  readonly #host: ConnectionHost;
  readonly #list = new ConnectionList();
  readonly #heartbeat: Heartbeat;
  #draining = false;

  constructor(options: GatewayOptions) {
    const { clock, limits, dispatch } = options;
    this.#options = options;
    this.registry = new Registry(limits.devicesPerUser);
    this.#heartbeat = new Heartbeat(this.#list, clock, limits);
    this.#host = {
      clock,
      limits,
      dispatch,
      counters: this.counters,
      admit: (connection, request) =>
        this.#refusalOf(request) ?? options.admit?.(connection, request),
      report: options.report ?? (() => {}),
      closed: (connection) => this.#forget(connection),
    };
  }

  /** Connections that are open, known or not. */
  get connections(): number {
    return this.#list.size;
  }

  /** All of them; a copy. */
  all(): Connection[] {
    return this.#list.all();
  }

  get draining(): boolean {
    return this.#draining;
  }

  /** Whether a new socket would be taken; a listener answers 503 when not. */
  get accepting(): boolean {
    const { accepts, limits } = this.#options;
    return !this.#draining && this.#list.size < limits.connections && (accepts?.() ?? true);
  }

  /** Takes a new socket. What happens on it is to be told to the result, in order. */
  open(socket: Socket): SocketEvents {
    const connection = new Connection(socket, this.#host);
    const { accepting } = this;
    this.counters.opened += 1;
    this.#list.add(connection);
    if (!accepting) connection.closeWith(this.#draining ? 'draining' : 'overloaded');
    return connection;
  }

  /**
   * The `connect` command's token was verified: takes the device in. Of two connections of the same
   * device the older one is closed as `replaced`. False when this connection is closed, be it because
   * the user has too many devices; nothing more is then to be done for it.
   */
  enter(connection: Connection, identity: Identity): boolean {
    if (connection.state !== 'connecting') return false;
    const refusal = this.registry.add(connection, identity);
    if (refusal !== undefined) {
      connection.closeWith(refusal);
      return false;
    }
    connection.identify(identity);
    this.#options.entered?.(identity);
    return true;
  }

  /**
   * Takes no new connection, tells every device that it must go, and closes the connections spread
   * over the window. Resolves when all are closed.
   */
  async drain(options: DrainOptions): Promise<void> {
    this.#draining = true;
    await drainConnections(this.#list, this.#options.clock, options);
  }

  /** Closes what is left at once and stops the timers. */
  close(): void {
    this.#draining = true;
    this.#heartbeat.stop();
    for (const connection of this.#list.all()) connection.closeWith('draining');
  }

  /** Who has not come in yet shall go where it can stay. */
  #refusalOf({ cmd }: WireRequest): WireError | undefined {
    if (!this.#draining || cmd !== 'connect') return undefined;
    return wireError('draining', 'the server is about to close; connect again');
  }

  #forget(connection: Connection): void {
    this.#list.remove(connection);
    this.registry.remove(connection);
    this.#options.closed?.(connection);
  }
}
