import type { Clock, Timer } from '@eagre/protocol';
import type { Limits } from '../../limits.ts';
import { TimelineError } from '../timeline.ts';
import { type ConnectionOptions, LinkConnection } from './link-connection.ts';
import { asLinkError } from './link-errors.ts';
import { greet, type Manners } from './link-greeting.ts';
import type { Row, Statement } from './link-types.ts';

export interface ReadersOptions {
  readonly clock: Clock;
  readonly limits: Pick<
    Limits,
    'postgresReaders' | 'postgresReadsWaiting' | 'postgresReadWaitMs' | 'postgresDownWaitMs'
  >;
}

export interface ReaderOptions extends ConnectionOptions {
  readonly limits: ConnectionOptions['limits'] & Manners['limits'];
  /** Of the server that takes writes at this address. */
  readonly walTimeline: number;
}

/** Opens a reading connection to one server. */
export type Open = () => Promise<LinkConnection>;

interface Waiter {
  readonly enter: () => void;
  readonly reject: (error: TimelineError) => void;
  readonly timer: Timer;
}

/**
 * The reading connections, made as they are needed. All lead to the server that takes writes: after a
 * failover the one before it may still answer, with what was true then.
 */
export class LinkReaders {
  readonly #options: ReadersOptions;
  readonly #waiting = new Set<Waiter>();
  readonly #idle = new Set<LinkConnection>();
  /** How to reach the server of now; undefined while there is none. */
  #open: Open | undefined;
  #taken = 0;
  #closed = false;
  /** `close` waits for the last read. */
  #whenFree: (() => void) | undefined;

  constructor(options: ReadersOptions) {
    this.#options = options;
  }

  /** Rejects with `TimelineError` or `PostgresFault`. */
  async run(statement: Statement, parameters?: readonly unknown[]): Promise<Row[]> {
    await this.#enter();
    try {
      return await this.#perform(statement, parameters);
    } catch (error) {
      throw asLinkError(error);
    } finally {
      this.#taken -= 1;
      if (this.#taken === 0) this.#whenFree?.();
      this.#letIn();
    }
  }

  up(open: Open): void {
    this.#open = open;
    this.#letIn();
  }

  /** What is under way goes on; its connections are not used again. */
  down(): void {
    this.#open = undefined;
    for (const connection of this.#idle) connection.destroy('the server is no longer used');
    this.#idle.clear();
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const { timer, reject } of this.#waiting) {
      timer.cancel();
      reject(closedError());
    }
    this.#waiting.clear();
    if (this.#taken > 0) await new Promise<void>((free) => (this.#whenFree = free));
    await Promise.all([...this.#idle].map((connection) => connection.close()));
    this.#idle.clear();
  }

  #enter(): Promise<void> {
    const { clock, limits } = this.#options;
    if (this.#closed) return Promise.reject(closedError());
    if (this.#waiting.size >= limits.postgresReadsWaiting) {
      const text = `${limits.postgresReadsWaiting} reads wait for PostgreSQL`;
      return Promise.reject(new TimelineError('overloaded', text));
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waitMs = this.#open === undefined ? limits.postgresDownWaitMs : limits.postgresReadWaitMs;
    const timer = clock.setTimer(waitMs, () => {
      this.#waiting.delete(waiter);
      reject(this.#lateError(waitMs));
    });
    const waiter: Waiter = { enter: resolve, reject, timer };
    this.#waiting.add(waiter);
    this.#letIn();
    return promise;
  }

  #letIn(): void {
    if (this.#open === undefined) return;
    for (const waiter of this.#waiting) {
      if (this.#taken >= this.#options.limits.postgresReaders) return;
      this.#taken += 1;
      this.#waiting.delete(waiter);
      waiter.timer.cancel();
      waiter.enter();
    }
  }

  #lateError(waitMs: number): TimelineError {
    if (this.#open === undefined) {
      return new TimelineError('unavailable', 'PostgreSQL: there is no connection');
    }
    const text = `all reading connections to PostgreSQL were busy for ${waitMs} ms`;
    return new TimelineError('overloaded', text);
  }

  async #perform(statement: Statement, parameters?: readonly unknown[]): Promise<Row[]> {
    const open = this.#open;
    if (open === undefined) {
      throw new TimelineError('unavailable', 'PostgreSQL: the connection was lost');
    }
    const connection = this.#takeIdle() ?? (await open());
    try {
      return await connection.run(statement, parameters);
    } finally {
      this.#giveBack(connection, open);
    }
  }

  #takeIdle(): LinkConnection | undefined {
    for (const connection of this.#idle) {
      this.#idle.delete(connection);
      return connection;
    }
    return undefined;
  }

  #giveBack(connection: LinkConnection, open: Open): void {
    if (this.#open !== open) {
      connection.destroy('the server is no longer used');
    } else if (!connection.hasEnded) {
      connection.onEnd = () => this.#idle.delete(connection);
      this.#idle.add(connection);
    }
  }
}

/** Rejects when another server answers there by now. */
export async function openReader(options: ReaderOptions): Promise<LinkConnection> {
  const connection = await LinkConnection.open(options);
  try {
    const facts = await greet(connection.run, { readOnly: true, limits: options.limits });
    if (facts.walTimeline === options.walTimeline) return connection;
    const text = `PostgreSQL: ${options.host.label} is not the server that takes writes`;
    throw new TimelineError('unavailable', text);
  } catch (error) {
    connection.destroy('not fit for reading');
    throw error;
  }
}

function closedError(): TimelineError {
  return new TimelineError('closed', 'the store is closed');
}
