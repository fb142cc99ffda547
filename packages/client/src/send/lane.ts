import type { Timer } from '@eagre/protocol/clock';
import { Retry, type RetryOptions } from '../connection/retry.ts';
import type { Result } from '../errors.ts';
import type { UnsentMessage } from '../storage/position-store.ts';

export interface Waiting<Message, Place> {
  message: Message;
  done(result: Result<Place>): void;
  /** Ends the waiting at the deadline. */
  timer: Timer;
  underWay: boolean;
}

export interface LaneOptions extends RetryOptions {
  sendsAtOnce: number;
}

export interface LanePorts<Message, Place> {
  /** Sends it once; `done` is called exactly once, in time. */
  ask(message: Message, done: (result: Result<Place>) => void): void;
  answered(clientId: string, result: Result<Place>): void;
}

/** The messages of one conversation, in the order they were written. */
export class Lane<Message extends UnsentMessage, Place> {
  readonly #options: LaneOptions;
  readonly #ports: LanePorts<Message, Place>;
  readonly #retry: Retry;
  readonly #waiting: Waiting<Message, Place>[] = [];
  #online = false;

  constructor(options: LaneOptions, ports: LanePorts<Message, Place>) {
    this.#options = options;
    this.#ports = ports;
    this.#retry = new Retry(options);
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  add(waiting: Waiting<Message, Place>): void {
    this.#waiting.push(waiting);
    this.flush();
  }

  remove(waiting: Waiting<Message, Place>): void {
    const at = this.#waiting.indexOf(waiting);
    if (at >= 0) this.#waiting.splice(at, 1);
    if (this.isEmpty) this.#retry.cancel();
  }

  start(): void {
    this.#online = true;
    this.#retry.reset();
    this.flush();
  }

  stop(): void {
    this.#online = false;
    this.#retry.cancel();
  }

  flush(): void {
    if (!this.#online || this.#retry.isWaiting) return;
    // A copy: an answer that is there at once takes its message out of the list.
    for (const waiting of this.#waiting.slice(0, this.#options.sendsAtOnce)) {
      if (!waiting.underWay) this.#send(waiting);
    }
  }

  #send(waiting: Waiting<Message, Place>): void {
    const { clientId } = waiting.message;
    waiting.underWay = true;
    this.#ports.ask(waiting.message, (result) => {
      waiting.underWay = false;
      if (result.error?.temporary) {
        // For now: the message keeps its turn and its client id.
        if (this.#online) this.#retry.after(result.error, () => this.flush());
        return;
      }
      if (result.error === undefined) this.#retry.reset();
      this.#ports.answered(clientId, result);
    });
  }
}
