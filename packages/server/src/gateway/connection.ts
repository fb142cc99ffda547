import {
  type CloseName,
  closeTable,
  encodeError,
  encodeOk,
  type QueueId,
  type WireError,
  wireError,
  wireLimits,
} from '@eagre/protocol';
import type { TokenBucket } from '../flow/token-bucket.ts';
import { deviceKey } from '../keys.ts';
import type { ConnectionHost } from './connection-host.ts';
import type { Identity } from './identity.ts';
import { readFrame } from './incoming.ts';
import { Outgoing } from './outgoing.ts';
import type { Socket, SocketEvents } from './socket.ts';
import type { WireRequest } from './wire-request.ts';

/**
 * `fresh`: the device has not said who it is; `connecting`: its `connect` is being carried out;
 * `online`; `closing`: closed by either side, nothing goes out any more.
 */
export type ConnectionState = 'fresh' | 'connecting' | 'online' | 'closing';

/**
 * One device on the line: its state, its identity, and its commands in flight. Frames are dispatched
 * in the order they come; every request gets one answer, whatever becomes of its handler.
 */
export class Connection extends Outgoing implements SocketEvents {
  #state: ConnectionState = 'fresh';
  #identity: Identity | undefined;
  /** Ids of the commands that are being carried out; undefined when there are none. */
  #inFlight: number[] | undefined;
  #connectId = -1;
  #refusals = 0;
  #onClosed: (() => void) | undefined;
  /** When something last came from the device. Monotonic, ms. */
  heardAtMs: number;
  /** When the socket was opened. Monotonic, ms. */
  readonly openedAtMs: number;
  /** A ping was sent since then. */
  pinged = false;
  /** The device was told that its token ends. */
  tokenNoticed = false;
  /** What the device says that it runs on. */
  agent: string | undefined;
  /** Its place in the list of the gateway. */
  place = -1;
  /** For whoever limits the rate of commands; kept here so that it goes with the connection. */
  rate: TokenBucket | undefined;

  constructor(socket: Socket, host: ConnectionHost) {
    super(socket, host);
    this.openedAtMs = host.clock.monotonicMs();
    this.heardAtMs = this.openedAtMs;
  }

  get state(): ConnectionState {
    return this.#state;
  }

  get identity(): Identity | undefined {
    return this.#identity;
  }

  get remote(): string {
    return this.socket.remoteAddress;
  }

  get inFlight(): number {
    return this.#inFlight?.length ?? 0;
  }

  /** Who the device is, once its token was verified. Called by `Gateway.enter` only. */
  identify(identity: Identity): void {
    this.#identity = identity;
    this.device = deviceKey(identity.user, identity.device);
    this.tokenNoticed = false;
  }

  /** Takes the times of a new token (`renew`). Wall clock, ms. */
  renew(tokenIssuedAt: number, tokenExpiresAt: number): void {
    if (this.#identity === undefined) return;
    this.#identity = { ...this.#identity, tokenIssuedAt, tokenExpiresAt };
    this.tokenNoticed = false;
  }

  /** Ends the cork (see `Outgoing`); after the answer of `connect` the device is then online. */
  override uncork(answered: ReadonlyMap<QueueId, number>): void {
    if (this.#state === 'connecting') this.#state = 'online';
    super.uncork(answered);
  }

  /** Answers a command; `ok` is JSON text. A second answer to the same request is ignored. */
  answer(id: number, ok: string): void {
    if (!this.#settle(id)) return;
    this.#refusals = 0;
    this.notify(encodeOk(id, ok));
  }

  /**
   * Answers a command with an error. Too many `rate_limited` in a row close the connection as
   * `flood`. A `connect` that fails leaves the connection fresh and the device may try again; when
   * the device had entered already, the connection is closed with `internal`.
   */
  fail(id: number, error: WireError): void {
    if (!this.#settle(id)) return;
    this.#refuse(id, error);
    if (this.#state === 'connecting' && id === this.#connectId) this.#connectFailed();
  }

  /** Closes with a code of the protocol's table. Later calls have no effect. */
  closeWith(name: CloseName): void {
    if (this.#state === 'closing') return;
    const { code, reason } = closeTable[name];
    // What is told then may be too much for a slow device, which is closed for that.
    if (name === 'draining' && !this.#refuseInFlight()) return;
    this.#finish(name);
    this.socket.close(code, reason);
  }

  /** Drops the connection without a word. */
  terminate(): void {
    this.#finish('terminated');
    this.socket.terminate();
  }

  /** Calls `fn` once when the connection is closed by either side; at once when it is already. */
  onClosed(fn: () => void): void {
    if (this.#state === 'closing') {
      fn();
      return;
    }
    const earlier = this.#onClosed;
    this.#onClosed = () => {
      earlier?.();
      fn();
    };
  }

  ping(): void {
    this.pinged = true;
    this.socket.ping();
  }

  message(frame: string | Uint8Array): void {
    if (this.#state === 'closing') return;
    const { counters } = this.host;
    counters.framesIn += 1;
    counters.bytesIn += frame.length;
    this.#heard();
    const isFresh = this.#identity === undefined;
    const incoming = readFrame(
      frame,
      isFresh ? wireLimits.connectFrameBytes : wireLimits.frameBytes,
    );
    if (incoming.outcome === 'request') {
      this.#accept(incoming.request);
    } else if (incoming.outcome === 'close') {
      this.closeWith(incoming.close);
    } else {
      this.#refuse(
        incoming.id,
        wireError('invalid_argument', 'cmd must be text', { field: 'cmd' }),
      );
    }
  }

  pong(): void {
    this.#heard();
  }

  closed(_code: number, _reason: string): void {
    this.#finish('peer');
  }

  #heard(): void {
    this.heardAtMs = this.host.clock.monotonicMs();
    this.pinged = false;
  }

  #accept(request: WireRequest): void {
    const refusal = this.#refusalOf(request) ?? this.host.admit(this, request);
    if (refusal !== undefined) {
      this.host.counters.refused += 1;
      this.#refuse(request.id, refusal);
      return;
    }
    this.#inFlight ??= [];
    this.#inFlight.push(request.id);
    if (this.#state === 'fresh') {
      this.#state = 'connecting';
      this.#connectId = request.id;
    }
    this.#dispatch(request);
  }

  #refusalOf(request: WireRequest): WireError | undefined {
    const isConnect = request.cmd === 'connect';
    if (isConnect && this.#state !== 'fresh') {
      return wireError('already_connected', 'this connection has had its connect');
    }
    if (!isConnect && this.#state !== 'online') {
      return wireError('not_connected', 'wait for the answer to connect before other commands');
    }
    const most = this.host.limits.commandsInFlight;
    if (this.inFlight < most) return undefined;
    return wireError('rate_limited', `at most ${most} commands may wait for their answers`, {
      retryAfterMs: 1000,
    });
  }

  #dispatch(request: WireRequest): void {
    const broken = (error: unknown) => {
      this.host.report(error, this);
      this.fail(request.id, wireError('internal', 'the command failed; it may be tried again'));
    };
    try {
      const done = this.host.dispatch(this, request);
      if (done !== undefined) done.catch(broken);
    } catch (error) {
      broken(error);
    }
  }

  /** Whether the request was waiting for an answer and the device can still get it. */
  #settle(id: number): boolean {
    const index = this.#inFlight?.indexOf(id) ?? -1;
    if (index < 0 || this.#inFlight === undefined) return false;
    this.#inFlight.splice(index, 1);
    if (this.#inFlight.length === 0) this.#inFlight = undefined;
    return true;
  }

  #refuse(id: number, error: WireError): void {
    this.notify(encodeError(id, error));
    if (error.code !== 'rate_limited') return;
    this.#refusals += 1;
    if (this.#refusals > this.host.limits.refusalsBeforeClose) this.closeWith('flood');
  }

  /**
   * A device need not guess what became of its commands: each has an answer before the close. False
   * when the connection is closed by that already.
   */
  #refuseInFlight(): boolean {
    const error = wireError('draining', 'the server closes before this was done; try again');
    for (const id of this.#inFlight ?? []) this.notify(encodeError(id, error));
    return this.#state !== 'closing';
  }

  #connectFailed(): void {
    if (this.#identity !== undefined) this.closeWith('internal');
    else this.#state = 'fresh';
  }

  #finish(why: CloseName | 'peer' | 'terminated'): void {
    if (this.#state === 'closing') return;
    this.#state = 'closing';
    this.shut();
    this.#inFlight = undefined;
    this.rate = undefined;
    const { closed } = this.host.counters;
    closed[why] = (closed[why] ?? 0) + 1;
    this.host.closed(this);
    const onClosed = this.#onClosed;
    this.#onClosed = undefined;
    onClosed?.();
  }
}
