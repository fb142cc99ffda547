import type { SendAnswer } from '@eagre/protocol';
import type { Clock } from '@eagre/protocol/clock';
import type { Random } from '@eagre/protocol/random';
import { EagreError, type Result, tooManyWaiting } from '../errors.ts';
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

export interface OutgoingPorts<Message, Place> {
  /** Sends it once; `done` is called exactly once, in time. */
  ask(message: Message, done: (result: Result<Place>) => void): void;
  status(message: Message, status: 'pending' | 'sent' | 'failed', result?: Result<Place>): void;
  /** All messages not yet answered, in order. */
  changed(unsent: Message[]): void;
}

/**
 * Messages on their way out. Each keeps its client id until the server has answered, whatever happens
 * to connections in between, so the server can tell a repetition from a second message (invariant 2).
 * A conversation's messages go one after the other; another conversation's do not wait for them.
 */
export class Outgoing<Message extends UnsentMessage, Place> {
  readonly #options: OutgoingOptions;
  readonly #ports: OutgoingPorts<Message, Place>;
  readonly #lanes = new Map<string, Lane<Message, Place>>();
  readonly #waiting = new Map<string, Waiting<Message, Place>>();
  #online = false;

  constructor(options: OutgoingOptions, ports: OutgoingPorts<Message, Place>) {
    this.#options = options;
    this.#ports = ports;
  }

  get size(): number {
    return this.#waiting.size;
  }

  send(message: Message, done: (result: Result<Place>) => void): void {
    if (this.#waiting.size >= clientLimits.unsentMessages) {
      done({ error: tooManyWaiting(clientLimits.unsentMessages, 'messages') });
      return;
    }
    const { clock, sendDeadlineMs } = this.#options;
    const { clientId } = message;
    const timer = clock.setTimer(sendDeadlineMs, () => {
      const error = new EagreError('timeout', `not sent within ${sendDeadlineMs} ms`);
      this.settle(clientId, { error });
    });
    const waiting: Waiting<Message, Place> = { message, done, timer, underWay: false };
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
  settle(clientId: string, result: Result<Place>): void {
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

  #laneOf(conversation: string): Lane<Message, Place> {
    const known = this.#lanes.get(conversation);
    if (known !== undefined) return known;
    const lane = new Lane<Message, Place>(this.#options, {
      ask: (message, done) => this.#ports.ask(message, done),
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
