import type { RoomCounters } from '@eagre/protocol';
import type { Clock, Timer } from '@eagre/protocol/clock';
import { mostCounters, mostTaps } from '@eagre/protocol/limits';
import { Retry, type RetryOptions } from '../connection/retry.ts';
import { type EagreError, type Result, tooManyWaiting } from '../errors.ts';
import { clientLimits } from '../limits.ts';
import type { Rising } from './rising.ts';

export interface TapsPorts {
  send(sum: { seq: number; counts: RoomCounters }, done: (result: Result<unknown>) => void): void;
  /** Taps of these counters will never count. */
  refused(names: string[], error: EagreError): void;
}

/** Taps of one counter that were not answered. */
export interface OwnTaps {
  all: number;
  /** Those of them that the server has certainly not counted yet. */
  uncounted: number;
}

interface Sum {
  seq: number;
  counts: RoomCounters;
  /** It was sent and not answered: whether it counted is unknown. */
  inDoubt: boolean;
}

/**
 * The taps of one room on their way. They are summed for a second; one sum is under way at a time and
 * is sent again under its number until it is answered, so the server counts it exactly once: a later
 * number that overtook it would make it look like a repetition.
 */
export class Taps {
  readonly #ports: TapsPorts;
  readonly #clock: Clock;
  readonly #rising: Rising;
  readonly #retry: Retry;
  readonly #waiting = new Map<string, number>();
  #sum: Sum | undefined;
  #isOnline = false;
  #timer: Timer | undefined;

  constructor(options: RetryOptions, rising: Rising, ports: TapsPorts) {
    this.#ports = ports;
    this.#clock = options.clock;
    this.#rising = rising;
    this.#retry = new Retry(options);
  }

  /** Throws `too_many_waiting`. */
  add(name: string, count: number): void {
    const waiting = this.#waiting.get(name);
    if (waiting === undefined && this.#waiting.size >= clientLimits.tapCounters) {
      throw tooManyWaiting(clientLimits.tapCounters, 'counters');
    }
    this.#waiting.set(name, (waiting ?? 0) + count);
    this.#sendSoon();
  }

  own(name: string): OwnTaps {
    const waiting = this.#waiting.get(name) ?? 0;
    const all = waiting + (this.#sum?.counts[name] ?? 0);
    return { all, uncounted: this.#sum?.inDoubt ? waiting : all };
  }

  /** In the room. */
  start(): void {
    this.#isOnline = true;
    if (this.#sum !== undefined) this.#send();
    else this.#sendSoon();
  }

  stop(): void {
    this.#isOnline = false;
    this.#retry.cancel();
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  /** Sends what waits without waiting longer: the room is about to be left. */
  flush(): void {
    if (this.#timer !== undefined) this.#send();
  }

  #sendSoon(): void {
    if (!this.#isOnline || this.#sum !== undefined || this.#waiting.size === 0) return;
    this.#timer ??= this.#clock.setTimer(clientLimits.tapEveryMs, () => this.#send());
  }

  #send(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const sum = this.#sum ?? this.#take();
    this.#sum = sum;
    this.#ports.send({ seq: sum.seq, counts: sum.counts }, ({ error }) => {
      if (error?.temporary) {
        sum.inDoubt = true;
        if (this.#isOnline) this.#retry.after(error, () => this.#send());
        return;
      }
      this.#sum = undefined;
      this.#retry.reset();
      if (error !== undefined) this.#ports.refused(Object.keys(sum.counts), error);
      this.#sendSoon();
    });
  }

  #take(): Sum {
    const counts: RoomCounters = {};
    for (const [name, waiting] of [...this.#waiting].slice(0, mostCounters)) {
      counts[name] = Math.min(waiting, mostTaps);
      if (waiting > mostTaps) {
        this.#waiting.set(name, waiting - mostTaps);
      } else this.#waiting.delete(name);
    }
    return { seq: this.#rising.next(), counts, inDoubt: false };
  }
}
