import type { Clock, Timer } from '@eagre/protocol/clock';
import type { Random } from '@eagre/protocol/random';
import type { EagreClient } from '../client.ts';
import { BackOff } from '../connection/back-off.ts';
import type { EagreError } from '../errors.ts';
import { clientLimits } from '../limits.ts';
import { errorOf } from './error-of.ts';

export interface LoaderPorts {
  client: EagreClient;
  clock: Clock;
  random: Random;
  /** Asks once and takes the answer. */
  load(): Promise<unknown>;
  /** `isOver`: it is not asked for again. */
  failed(error: EagreError, isOver: boolean): void;
}

/**
 * Asks for something until it is there: one request at a time, again after a pause if it was refused
 * for now, and again at the next connection if this one was lost.
 */
export class Loader {
  readonly #ports: LoaderPorts;
  readonly #backOff: BackOff;
  readonly #unsubscribe: () => void;
  #isWanted = false;
  #isLoading = false;
  #isOver = false;
  #pause: Timer | undefined;

  constructor(ports: LoaderPorts) {
    const { backoffBaseMs, backoffCapMs } = clientLimits;
    this.#ports = ports;
    this.#backOff = new BackOff({ random: ports.random, backoffBaseMs, backoffCapMs });
    this.#unsubscribe = ports.client.on('state', ({ state }) => {
      if (state !== 'online') return;
      this.#endPause();
      this.#go();
    });
  }

  get isLoading(): boolean {
    return this.#isLoading;
  }

  /** Asks for it (again), in `afterMs` at the soonest. */
  want(afterMs = 0): void {
    this.#isWanted = true;
    if (afterMs > 0) {
      this.#pause ??= this.#ports.clock.setTimer(afterMs, () => {
        this.#endPause();
        this.#go();
      });
    }
    this.#go();
  }

  stop(): void {
    this.#isOver = true;
    this.#unsubscribe();
    this.#endPause();
  }

  #endPause(): void {
    this.#pause?.cancel();
    this.#pause = undefined;
  }

  #go(): void {
    const { client, load } = this.#ports;
    if (!this.#isWanted || this.#isLoading || this.#isOver || this.#pause) return;
    // The next connection asks.
    if (client.state !== 'online') return;
    this.#isWanted = false;
    this.#isLoading = true;
    load().then(
      () => this.#settled(),
      (caught) => this.#settled(errorOf(caught)),
    );
  }

  #settled(error?: EagreError): void {
    this.#isLoading = false;
    if (this.#isOver) return;
    if (error !== undefined) this.#failed(error);
    else this.#backOff.reset();
    this.#go();
  }

  #failed(error: EagreError): void {
    const { client, failed } = this.#ports;
    const isForNow = error.temporary || client.state !== 'online';
    failed(error, !isForNow);
    if (isForNow && !this.#isOver) this.want(this.#backOff.nextMs(error.retryAfterMs));
  }
}
