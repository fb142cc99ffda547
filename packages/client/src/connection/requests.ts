import type {
  Answer,
  Clock,
  CommandName,
  ErrorAnswer,
  OkAnswer,
  RequestInput,
  Timer,
} from '@eagre/protocol';
import { EagreError, type Result, tooManyWaiting } from '../errors.ts';
import { clientLimits } from '../limits.ts';
import type { ServerClock } from './server-clock.ts';

export type Arguments<Name extends CommandName> = Omit<RequestInput<Name>, 'id' | 'cmd'>;
export type Done<Name extends CommandName> = (result: Result<Answer<Name>>) => void;

/** Asks the server; `done` is called exactly once, in time. */
export type Ask = <Name extends CommandName>(
  cmd: Name,
  args: Arguments<Name>,
  done: Done<Name>,
) => void;

interface Pending {
  done: (result: Result<unknown>) => void;
  timer: Timer;
  sentMs: number;
}

/** Matches answers with requests by id. Ids are never used twice, so a late answer matches nothing. */
export class Requests {
  readonly #clock: Clock;
  readonly #serverClock: ServerClock;
  readonly #timeoutMs: number;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;

  constructor(clock: Clock, serverClock: ServerClock, timeoutMs: number) {
    this.#clock = clock;
    this.#serverClock = serverClock;
    this.#timeoutMs = timeoutMs;
  }

  get waiting(): number {
    return this.#pending.size;
  }

  send<Name extends CommandName>(
    send: (frame: string) => void,
    cmd: Name,
    args: Arguments<Name>,
    done: Done<Name>,
    timeoutMs = this.#timeoutMs,
  ): void {
    if (this.#pending.size >= clientLimits.pendingRequests) {
      done({ error: tooManyWaiting(clientLimits.pendingRequests, 'requests') });
      return;
    }
    this.#lastId += 1;
    const id = this.#lastId;
    const timer = this.#clock.setTimer(timeoutMs, () => {
      const message = `no answer to ${cmd} within ${timeoutMs} ms`;
      this.#settle(id, { error: new EagreError('timeout', message) });
    });
    const sentMs = this.#clock.monotonicMs();
    this.#pending.set(id, { done: done as Pending['done'], timer, sentMs });
    send(JSON.stringify({ id, cmd, ...args }));
  }

  answer(frame: OkAnswer | ErrorAnswer): void {
    const result = 'error' in frame ? { error: EagreError.fromWire(frame.error) } : frame;
    const now = (result as { ok?: { now?: unknown } | null }).ok?.now;
    const pending = this.#pending.get(frame.id);
    if (pending && typeof now === 'number') this.#serverClock.heard(now, pending.sentMs);
    this.#settle(frame.id, result);
  }

  failAll(error: EagreError): void {
    for (const id of [...this.#pending.keys()]) this.#settle(id, { error });
  }

  #settle(id: number, result: Result<unknown>): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    this.#pending.delete(id);
    pending.timer.cancel();
    pending.done(result);
  }
}
