import type { Clock, Timer } from '@eagre/protocol/clock';
import type { Random } from '@eagre/protocol/random';
import { BackOff } from '../connection/back-off.ts';
import type { Ask } from '../connection/requests.ts';
import type { EagreError, Result } from '../errors.ts';
import type { UnsentMessage } from '../storage/position-store.ts';
import type { Sent } from './outgoing.ts';

export interface Waiting {
  message: UnsentMessage;
  done(result: Result<Sent>): void;
  /** Ends the waiting at the deadline. */
  timer: Timer;
  underWay: boolean;
}

export interface LaneOptions {
  clock: Clock;
  random: Random;
  backoffBaseMs: number;
  backoffCapMs: number;
  sendsAtOnce: number;
}

export interface LanePorts {
  ask: Ask;
  answered(clientId: string, result: Result<Sent>): void;
}

/** The messages of one conversation, in the order they were written. */
export class Lane {
  readonly #options: LaneOptions;
  readonly #ports: LanePorts;
  readonly #backOff: BackOff;
  readonly #waiting: Waiting[] = [];
  #online = false;
  #pause: Timer | undefined;

  constructor(options: LaneOptions, ports: LanePorts) {
    this.#options = options;
    this.#ports = ports;
    this.#backOff = new BackOff(options.random, options.backoffBaseMs, options.backoffCapMs);
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  add(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.flush();
  }

  remove(waiting: Waiting): void {
    const at = this.#waiting.indexOf(waiting);
    if (at >= 0) this.#waiting.splice(at, 1);
    if (this.isEmpty) this.#endPause();
  }

  start(): void {
    this.#online = true;
    this.#backOff.reset();
    this.flush();
  }

  stop(): void {
    this.#online = false;
    this.#endPause();
  }

  flush(): void {
    if (!this.#online || this.#pause !== undefined) return;
    // A copy: an answer that is there at once takes its message out of the list.
    for (const waiting of this.#waiting.slice(0, this.#options.sendsAtOnce)) {
      if (!waiting.underWay) this.#send(waiting);
    }
  }

  #send(waiting: Waiting): void {
    const { conversation, clientId, kind, body, personalTo } = waiting.message;
    const to = personalTo === undefined ? {} : { personalTo };
    waiting.underWay = true;
    const args = { conversation, clientId, kind, body, ...to };
    this.#ports.ask('send', args, ({ ok, error }) => {
      waiting.underWay = false;
      if (ok !== undefined) {
        const { duplicate: _, ...sent } = ok;
        this.#backOff.reset();
        this.#ports.answered(clientId, { ok: sent });
      } else if (error.temporary) this.#failed(error);
      else this.#ports.answered(clientId, { error });
    });
  }

  /** For now: the message keeps its turn and its client id. */
  #failed(error: EagreError): void {
    if (!this.#online || error.code === 'disconnected' || this.#pause !== undefined) return;
    const waitMs = this.#backOff.nextMs(error.retryAfterMs);
    this.#pause = this.#options.clock.setTimer(waitMs, () => {
      this.#pause = undefined;
      this.flush();
    });
  }

  #endPause(): void {
    this.#pause?.cancel();
    this.#pause = undefined;
  }
}
