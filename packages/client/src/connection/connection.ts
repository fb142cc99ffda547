import type { CommandName, ConnectAnswer, Push, ServerFrame } from '@eagre/protocol';
import type { Clock } from '@eagre/protocol/clock';
import { mayReconnect, replacedCode } from '@eagre/protocol/closes';
import type { Random } from '@eagre/protocol/random';
import { closedError, EagreError, type Result } from '../errors.ts';
import { clientLimits } from '../limits.ts';
import { BackOff } from './back-off.ts';
import { Heartbeat } from './heartbeat.ts';
import { type Arguments, type Done, Requests } from './requests.ts';
import type { ServerClock } from './server-clock.ts';
import { Timers } from './timers.ts';
import { mayRenew, type TokenSource, takeToken } from './token.ts';
import { type ConnectionEvent, type ConnectionState, transitions } from './transitions.ts';
import type { Transport, TransportSocket } from './transport.ts';
import { Unpacker } from './unpacker.ts';

export interface ConnectionOptions {
  url: string;
  device: string;
  agent: string;
  token: TokenSource;
  /** Large frames may come packed. */
  pack: boolean;
  transport: Transport;
  clock: Clock;
  serverClock: ServerClock;
  random: Random;
  backoffBaseMs: number;
  backoffCapMs: number;
  requestTimeoutMs: number;
  connectTimeoutMs: number;
}

export interface ConnectionListener {
  state(state: ConnectionState, error: EagreError | undefined): void;
  /** Positions and wishes for the next `connect`. */
  hello(): Pick<Arguments<'connect'>, 'positions' | 'recent' | 'bytes'>;
  online(answer: ConnectAnswer): void;
  push(push: Push): void;
  /** A frame was dropped. */
  broken(error: EagreError): void;
}

/**
 * One lasting connection made of many short ones. Every socket has a number, and what an old one still
 * tells is not heard; every state owns its timers, and leaving it cancels them. So nothing of the past
 * can act in the present.
 */
export class Connection {
  readonly #options: ConnectionOptions;
  readonly #listener: ConnectionListener;
  readonly #timers: Timers;
  readonly #requests: Requests;
  readonly #backOff: BackOff;
  #state: ConnectionState = 'idle';
  #socketNumber = 0;
  #socket: TransportSocket | undefined;
  #heartbeat: Heartbeat | undefined;
  /** May be told once to be replaced by itself: by a `connect` of its last socket that came late. */
  #mayBeOwnReplacement = false;

  constructor(options: ConnectionOptions, listener: ConnectionListener) {
    this.#options = options;
    this.#listener = listener;
    this.#timers = new Timers(options.clock);
    this.#requests = new Requests(options.clock, options.serverClock, options.requestTimeoutMs);
    this.#backOff = new BackOff(options);
  }

  get state(): ConnectionState {
    return this.#state;
  }

  start(): void {
    if (!this.#enter('start')) return;
    this.#mayBeOwnReplacement = true;
    this.#connect();
  }

  stop(): void {
    this.#leave('stop', closedError());
  }

  /** The network changed: try now instead of later, or find out whether the connection still is one. */
  hurry(): void {
    if (this.#state === 'waiting') this.#retry();
    else this.#heartbeat?.probe();
  }

  request<Name extends CommandName>(cmd: Name, args: Arguments<Name>, done: Done<Name>): void {
    if (this.#state === 'online') this.#ask(cmd, args, done);
    else done({ error: new EagreError('disconnected', `not online, so no ${cmd}`) });
  }

  #connect(): void {
    this.#socketNumber += 1;
    const number = this.#socketNumber;
    this.#timers.set(this.#options.connectTimeoutMs, () => this.#lost('connecting took too long'));
    takeToken(this.#options.token, ({ ok, error }) => {
      if (number !== this.#socketNumber) return;
      if (ok !== undefined) this.#open(ok, number);
      else this.#failed(error);
    });
  }

  #open(token: string, number: number): void {
    const isCurrent = () => number === this.#socketNumber;
    const unpacker = new Unpacker({
      frame: (text) => isCurrent() && this.#heard(text),
      failed: (error) => isCurrent() && this.#listener.broken(error),
    });
    const socket = this.#options.transport.open(this.#options.url, {
      opened: () => isCurrent() && this.#authenticate(token, isCurrent),
      message(frame) {
        if (isCurrent()) unpacker.take(frame);
      },
      closed: (code, reason) => isCurrent() && this.#closed(code, reason),
    });
    if (isCurrent()) this.#socket = socket;
    else socket.close();
  }

  #authenticate(token: string, isCurrent: () => boolean): void {
    const { device, agent, pack, connectTimeoutMs } = this.#options;
    if (!this.#enter('opened')) return;
    const packed = pack ? { pack: 'deflate' as const } : {};
    const args = { token, device, agent, ...packed, ...this.#listener.hello() };
    const done = (result: Result<ConnectAnswer>) => {
      if (!isCurrent()) return;
      if (result.ok !== undefined) this.#accepted(result.ok);
      else this.#failed(result.error);
    };
    this.#ask('connect', args, done, connectTimeoutMs);
  }

  #accepted(answer: ConnectAnswer): void {
    this.#heartbeat = new Heartbeat(this.#options.clock, answer.heartbeatMs, {
      ping: () => this.#ask('ping', {}, () => {}),
      dead: () => this.#lost('nothing heard from the server'),
    });
    this.#enter('accepted');
    this.#timers.set(clientLimits.stableAfterMs, () => {
      this.#backOff.reset();
      this.#mayBeOwnReplacement = false;
    });
    this.#listener.online(answer);
  }

  #heard(text: string): void {
    this.#heartbeat?.heard();
    const frame = parse(text);
    if (frame === undefined) return;
    if ('id' in frame) this.#requests.answer(frame);
    else this.#pushed(frame);
  }

  #pushed(push: Push): void {
    if (push.push !== 'notice') this.#listener.push(push);
    else if (push.notice === 'drain') this.#drain(push.spreadMs);
    else if (mayRenew(this.#options.token)) this.#renew();
  }

  /** Everyone on that server was told the same: go at a random moment, not all at once. */
  #drain(spreadMs: number): void {
    this.#timers.set(this.#options.random.next() * spreadMs, () => {
      this.#dropSocket();
      if (this.#enter('moved')) this.#connect();
    });
  }

  #renew(): void {
    const number = this.#socketNumber;
    takeToken(this.#options.token, ({ ok }) => {
      // A refused renewal needs no handling: the server closes when the old token ends.
      if (ok !== undefined && number === this.#socketNumber) {
        this.request('renew', { token: ok }, () => {});
      }
    });
  }

  #closed(code: number, reason: string): void {
    const told = `connection closed (${code}${reason === '' ? '' : `: ${reason}`})`;
    const isOwn = code === replacedCode && this.#mayBeOwnReplacement;
    if (!isOwn && !mayReconnect(code)) {
      this.#leave('refused', new EagreError('stopped', told));
      return;
    }
    this.#lost(told);
    // Not twice, or two clients of one device would replace each other for ever.
    if (isOwn) this.#mayBeOwnReplacement = false;
  }

  /** The token or the `connect` was refused. */
  #failed(error: EagreError): void {
    const renewable = error.code === 'token_expired' && mayRenew(this.#options.token);
    if (error.temporary || renewable) this.#lost(error.message, error.retryAfterMs);
    else this.#leave('refused', error);
  }

  #lost(why: string, retryAfterMs = 0): void {
    this.#mayBeOwnReplacement = true;
    if (!this.#leave('lost', new EagreError('disconnected', why))) return;
    this.#timers.set(this.#backOff.nextMs(retryAfterMs), () => this.#retry());
  }

  #retry(): void {
    if (!this.#enter('retry')) return;
    this.#connect();
  }

  /** Leaves the connection for a state without one. */
  #leave(event: 'lost' | 'refused' | 'stop', error: EagreError): boolean {
    if (transitions[this.#state][event] === undefined) return false;
    this.#dropSocket();
    return this.#enter(event, error);
  }

  #dropSocket(): void {
    this.#socketNumber += 1;
    const socket = this.#socket;
    this.#socket = undefined;
    this.#heartbeat?.stop();
    this.#heartbeat = undefined;
    socket?.close();
  }

  #enter(event: ConnectionEvent, error?: EagreError): boolean {
    const next = transitions[this.#state][event];
    if (next === undefined) return false;
    this.#timers.cancelAll();
    this.#state = next;
    if (event !== 'start' && next !== 'online' && next !== 'authenticating') {
      this.#requests.failAll(error ?? new EagreError('disconnected', 'the connection was left'));
    }
    this.#listener.state(next, error);
    // A listener may have called `stop` or `start` in between.
    return this.#state === next;
  }

  #ask<Name extends CommandName>(
    cmd: Name,
    args: Arguments<Name>,
    done: Done<Name>,
    timeoutMs?: number,
  ): void {
    this.#requests.send((frame) => this.#write(frame), cmd, args, done, timeoutMs);
  }

  #write(frame: string): void {
    this.#heartbeat?.sent();
    try {
      this.#socket?.send(frame);
    } catch {
      // A socket that is closing may throw; it tells `closed` by itself.
    }
  }
}

function parse(text: string): ServerFrame | undefined {
  try {
    return JSON.parse(text) as ServerFrame;
  } catch {
    return undefined;
  }
}
