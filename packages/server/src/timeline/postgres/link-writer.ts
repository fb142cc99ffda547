import type { Clock, Random, Timer } from '@eagre/protocol';
import { Fifo } from '../../fifo.ts';
import type { Limits } from '../../limits.ts';
import { TimelineError } from '../timeline.ts';
import { CollisionError, reasonOf } from './link-errors.ts';
import type { Primary } from './link-primary.ts';
import type { Run } from './link-types.ts';

export interface WriterOptions {
  /** Connects to the server that takes writes. */
  readonly connect: () => Promise<Primary>;
  /** Done on every new connection before anything else; when it rejects, the connection is no good. */
  readonly greet: (run: Run) => Promise<void>;
  readonly onUp: (primary: Primary) => void;
  readonly onDown: (reason: string) => void;
  readonly clock: Clock;
  readonly random: Random;
  readonly limits: Pick<
    Limits,
    | 'postgresDownWaitMs'
    | 'postgresReconnectMinMs'
    | 'postgresReconnectMaxMs'
    | 'postgresWritesWaiting'
  >;
}

interface Job {
  readonly work: (run: Run) => Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  /** Set while it waits for a connection. */
  timer: Timer | undefined;
}

/** The writing connection: one job after the other in call order, and a new connection after a loss. */
export class LinkWriter {
  readonly #options: WriterOptions;
  readonly #waiting = new Fifo<Job>();
  #connection: Primary['connection'] | undefined;
  #underWay: Promise<void> | undefined;
  #retry: Timer | undefined;
  #connecting: Promise<void> | undefined;
  #failedTries = 0;
  #closed = false;

  constructor(options: WriterOptions) {
    this.#options = options;
  }

  /** The first connection; rejects when it can't be had. */
  async open(): Promise<void> {
    await this.#connect();
  }

  /**
   * Rejects as `work` does, and with `TimelineError` when it was not begun. `work` may be called a second time, when its
   * transaction was rolled back in favour of another one.
   */
  do<T>(work: (run: Run) => Promise<T>): Promise<T> {
    const { limits, clock } = this.#options;
    if (this.#closed) return Promise.reject(new TimelineError('closed', 'the store is closed'));
    if (this.#waiting.length >= limits.postgresWritesWaiting) {
      const text = `${limits.postgresWritesWaiting} writes wait for PostgreSQL`;
      return Promise.reject(new TimelineError('overloaded', text));
    }
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const job: Job = { work, resolve, reject, timer: undefined };
    if (this.#connection === undefined) {
      job.timer = clock.setTimer(limits.postgresDownWaitMs, () => this.#giveUp(job));
    }
    this.#waiting.push(job);
    this.#pump();
    return promise as Promise<T>;
  }

  /** What was accepted is done first, unless the connection is lost. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#retry?.cancel();
    await this.#connecting;
    while (this.#underWay !== undefined) await this.#underWay;
    this.#rejectWaiting(new TimelineError('closed', 'the store is closed'));
    await this.#connection?.close();
    this.#connection = undefined;
  }

  #pump(): void {
    const connection = this.#connection;
    if (connection === undefined || this.#underWay !== undefined) return;
    const job = this.#waiting.shift();
    if (job === undefined) return;
    this.#underWay = this.#perform(job, connection.run).then(() => {
      this.#underWay = undefined;
      this.#pump();
    });
  }

  /** All who wait for a connection wait equally long, so the first is the one whose time is up. */
  #giveUp(job: Job): void {
    if (this.#waiting.peek() === job) this.#waiting.shift();
    job.reject(new TimelineError('unavailable', 'PostgreSQL: there is no connection'));
  }

  async #perform(job: Job, run: Run): Promise<void> {
    try {
      job.resolve(await this.#twice(job, run));
    } catch (error) {
      job.reject(error);
    }
  }

  async #twice(job: Job, run: Run): Promise<unknown> {
    try {
      return await job.work(run);
    } catch (error) {
      if (!(error instanceof CollisionError)) throw error;
      return await job.work(run);
    }
  }

  async #connect(): Promise<void> {
    const primary = await this.#options.connect();
    const { connection } = primary;
    try {
      await this.#options.greet(connection.run);
      if (connection.hasEnded) throw new TimelineError('unavailable', 'PostgreSQL: lost again');
    } catch (error) {
      connection.destroy('the server was not fit');
      throw error;
    }
    if (this.#closed) return connection.close();
    this.#connection = connection;
    this.#failedTries = 0;
    for (const job of this.#waiting) job.timer?.cancel();
    connection.onEnd = (reason) => this.#onLost(reason);
    this.#options.onUp(primary);
    this.#pump();
  }

  #onLost(reason: TimelineError): void {
    this.#connection = undefined;
    this.#rejectWaiting(reason);
    if (this.#closed) return;
    this.#options.onDown(reason.message);
    this.#connectLater();
  }

  #rejectWaiting(reason: TimelineError): void {
    for (const job of this.#waiting) {
      job.timer?.cancel();
      job.reject(reason);
    }
    this.#waiting.clear();
  }

  #connectLater(): void {
    const { clock, random, limits } = this.#options;
    const { postgresReconnectMinMs, postgresReconnectMaxMs } = limits;
    const longestMs = Math.min(
      postgresReconnectMinMs * 2 ** this.#failedTries,
      postgresReconnectMaxMs,
    );
    this.#failedTries += 1;
    // All nodes lost their connections at the same instant.
    const pauseMs = longestMs * (0.5 + random.next() / 2);
    this.#retry = clock.setTimer(pauseMs, () => {
      this.#connecting = this.#connect().catch((error: unknown) => {
        if (this.#closed) return;
        this.#options.onDown(reasonOf(error));
        this.#connectLater();
      });
    });
  }
}
