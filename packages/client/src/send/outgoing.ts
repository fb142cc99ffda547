import type { SendAnswer } from '@eagre/protocol';
import type { Clock } from '@eagre/protocol/clock';
import type { Random } from '@eagre/protocol/random';
import type { Ask } from '../connection/requests.ts';
import { EagreError, type Result } from '../errors.ts';
import { clientLimits } from '../limits.ts';
import type { UnsentMessage } from '../storage/position-store.ts';
import { Lane, type Waiting } from './lane.ts';

/** Where a message was stored. */
export type Sent = Omit<SendAnswer, 'duplicate'>;

export interface OutgoingOptions {
  clock: Clock;
  random: Random;
  backoffBaseMs: number;
  backoffCapMs: number;
  sendDeadlineMs: number;
  sendsAtOnce: number;
}

export interface OutgoingPorts {
  ask: Ask;
  status(
    message: UnsentMessage,
    status: 'pending' | 'sent' | 'failed',
    result?: Result<Sent>,
  ): void;
  /** All messages not yet answered, in order. */
  changed(unsent: UnsentMessage[]): void;
}

/**
 * Messages on their way out. Each keeps its client id until the server has answered, whatever happens
 * to connections in between, so the server can tell a repetition from a second message (invariant 2).
 * A conversation's messages go one after the other; another conversation's do not wait for them.
 */
export class Outgoing {
  readonly #options: OutgoingOptions;
  readonly #ports: OutgoingPorts;
  readonly #lanes = new Map<string, Lane>();
  readonly #waiting = new Map<string, Waiting>();
  #online = false;

  constructor(options: OutgoingOptions, ports: OutgoingPorts) {
    this.#options = options;
    this.#ports = ports;
  }

  get size(): number {
    return this.#waiting.size;
  }

  send(message: UnsentMessage, done: (result: Result<Sent>) => void): void {
    if (this.#waiting.size >= clientLimits.unsentMessages) {
      const text = `${clientLimits.unsentMessages} messages are waiting to be sent`;
      done({ error: new EagreError('too_many_waiting', text) });
      return;
    }
    const { clock, sendDeadlineMs } = this.#options;
    const { clientId } = message;
    const timer = clock.setTimer(sendDeadlineMs, () => {
      const error = new EagreError('timeout', `not sent within ${sendDeadlineMs} ms`);
      this.settle(clientId, { error });
    });
    const waiting: Waiting = { message, done, timer, underWay: false };
    this.#waiting.set(clientId, waiting);
    this.#changed();
    this.#ports.status(message, 'pending');
    // The application may have closed the client when it was told.
    if (this.#waiting.has(clientId)) this.#laneOf(message.conversation).add(waiting);
  }

  online(): void {
    this.#online = true;
    for (const lane of this.#lanes.values()) lane.start();
  }

  offline(): void {
    this.#online = false;
    for (const lane of this.#lanes.values()) lane.stop();
  }

  /** The answer, or the message itself as it arrived: both say that it is stored. */
  settle(clientId: string, result: Result<Sent>): void {
    const waiting = this.#waiting.get(clientId);
    if (waiting === undefined) return;
    const { message, done, timer } = waiting;
    timer.cancel();
    this.#waiting.delete(clientId);
    const lane = this.#lanes.get(message.conversation);
    lane?.remove(waiting);
    if (lane?.isEmpty) this.#lanes.delete(message.conversation);
    this.#changed();
    this.#ports.status(message, result.ok === undefined ? 'failed' : 'sent', result);
    done(result);
    lane?.flush();
  }

  /** Fails what waits; with a store they are sent by the next run. */
  close(error: EagreError): void {
    this.offline();
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    this.#lanes.clear();
    for (const { message, done, timer } of all) {
      timer.cancel();
      this.#ports.status(message, 'failed', { error });
      done({ error });
    }
  }

  #laneOf(conversation: string): Lane {
    const known = this.#lanes.get(conversation);
    if (known !== undefined) return known;
    const lane = new Lane(this.#options, {
      ask: this.#ports.ask,
      answered: (clientId, result) => this.settle(clientId, result),
    });
    if (this.#online) lane.start();
    this.#lanes.set(conversation, lane);
    return lane;
  }

  #changed(): void {
    this.#ports.changed([...this.#waiting.values()].map(({ message }) => message));
  }
}
