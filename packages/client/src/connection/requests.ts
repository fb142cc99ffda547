import type {
  Answer,
  Clock,
  CommandName,
  ErrorAnswer,
  OkAnswer,
  RequestInput,
  Timer,
} from '@eagre/protocol';
import { EagreError, type Result } from '../errors.ts';
import { clientLimits } from '../limits.ts';

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
}

/** Matches answers with requests by id. Ids are never used twice, so a late answer matches nothing. */
export class Requests {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;

  constructor(clock: Clock, timeoutMs: number) {
    this.#clock = clock;
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
      const message = `${clientLimits.pendingRequests} requests are waiting for an answer`;
      done({ error: new EagreError('too_many_waiting', message) });
      return;
    }
    this.#lastId += 1;
    const id = this.#lastId;
    const timer = this.#clock.setTimer(timeoutMs, () => {
      const message = `no answer to ${cmd} within ${timeoutMs} ms`;
      this.#settle(id, { error: new EagreError('timeout', message) });
    });
    this.#pending.set(id, { done: done as Pending['done'], timer });
    send(JSON.stringify({ id, cmd, ...args }));
  }

  answer(frame: OkAnswer | ErrorAnswer): void {
    const result = 'error' in frame ? { error: EagreError.fromWire(frame.error) } : frame;
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
