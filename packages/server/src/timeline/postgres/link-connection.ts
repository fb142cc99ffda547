import { Socket } from 'node:net';
import type { Clock } from '@eagre/protocol';
import { Client } from 'pg';
import type { Limits } from '../../limits.ts';
import { TimelineError } from '../timeline.ts';
import { asLinkError, isEndOfConnection } from './link-errors.ts';
import type { Host } from './link-hosts.ts';
import type { Row, Run, Statement } from './link-types.ts';
import { valueTypes } from './link-values.ts';

export interface ConnectionOptions {
  readonly host: Host;
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'postgresConnectMs' | 'postgresStatementMs'>;
}

/**
 * One connection, for one statement at a time. It ends for good when an answer is late: whose answer
 * would come next is not known then.
 */
export class LinkConnection {
  /** Told once, when nothing more can be had from the connection; not after `close`. */
  onEnd: (reason: TimelineError) => void = () => {};
  readonly #options: ConnectionOptions;
  readonly #socket = new Socket();
  readonly #client: Client;
  #rejectUnderWay: ((error: TimelineError) => void) | undefined;
  #ended: TimelineError | undefined;
  /** The server gave up waiting for its standby: what it committed is nowhere else. */
  #isUnconfirmed = false;

  /** Rejects with the client library's error, or with `TimelineError` where nobody answered in time. */
  static async open(options: ConnectionOptions): Promise<LinkConnection> {
    const connection = new LinkConnection(options);
    const { postgresConnectMs } = options.limits;
    const client = connection.#client;
    try {
      await connection.#within(postgresConnectMs, 'connecting', () => client.connect());
    } catch (error) {
      connection.destroy('there was no connection');
      throw error;
    }
    // Before, this may come ahead of the reason, such as a certificate that is not trusted.
    client.on('end', () => connection.#end('PostgreSQL: the connection was lost'));
    return connection;
  }

  private constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#client = new Client({
      connectionString: options.host.url,
      fallback_application_name: 'eagre',
      stream: () => this.#socket,
      types: valueTypes,
    });
    this.#client.on('error', (error) => this.#end(asLinkError(error).message));
    this.#client.on('notice', ({ routine }) => {
      if (routine === 'SyncRepWaitForLSN') this.#isUnconfirmed = true;
    });
  }

  get host(): Host {
    return this.#options.host;
  }

  get hasEnded(): boolean {
    return this.#ended !== undefined;
  }

  /** Rejects with `TimelineError` or `PostgresFault`. */
  readonly run: Run = async (statement, parameters) => {
    const limitMs = statement.limitMs ?? this.#options.limits.postgresStatementMs;
    this.#isUnconfirmed = false;
    const rows = await this.#within(limitMs, statement.name || 'a statement', () =>
      this.#query(statement, parameters),
    ).catch((error: unknown) => {
      throw asLinkError(error);
    });
    if (!this.#isUnconfirmed) return rows;
    throw new TimelineError('unavailable', 'PostgreSQL: no synchronous standby has the commit');
  };

  /** Ends it without a word; a statement under way rejects with `unavailable`. */
  destroy(reason: string): void {
    this.#end(reason);
  }

  /** Says goodbye; nothing may be under way. */
  async close(): Promise<void> {
    this.onEnd = () => {};
    if (this.#ended === undefined) {
      await this.#within(this.#options.limits.postgresConnectMs, 'closing', () =>
        this.#client.end(),
      ).catch(() => undefined);
    }
    this.#end('the store is closed');
  }

  async #query({ name, text }: Statement, parameters?: readonly unknown[]): Promise<Row[]> {
    const result = await this.#client.query<Row[]>({
      text,
      rowMode: 'array',
      ...(name !== '' && { name }),
      ...(parameters !== undefined && { values: [...parameters] }),
    });
    // Several statements in one text give several results.
    const last = Array.isArray(result) ? result.at(-1) : result;
    return last.rows;
  }

  async #within<T>(limitMs: number, what: string, work: () => Promise<T>): Promise<T> {
    if (this.#ended !== undefined) throw this.#ended;
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    this.#rejectUnderWay = reject;
    const timer = this.#options.clock.setTimer(limitMs, () => {
      this.#end(`PostgreSQL did not answer within ${limitMs} ms (${what})`);
    });
    work().then(resolve, reject);
    try {
      return await promise;
    } catch (error) {
      if (isEndOfConnection(error)) this.#end(asLinkError(error).message);
      throw error;
    } finally {
      timer.cancel();
      this.#rejectUnderWay = undefined;
    }
  }

  #end(reason: string): void {
    if (this.#ended !== undefined) return;
    this.#ended = new TimelineError('unavailable', reason);
    this.#socket.destroy();
    this.#rejectUnderWay?.(this.#ended);
    this.onEnd(this.#ended);
  }
}
