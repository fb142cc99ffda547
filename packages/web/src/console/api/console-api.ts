import { asConsoleError } from './console-error.ts';
import type { ConsoleSession } from './console-session.ts';
import type { Asking, Method, Query, Transport } from './transport.ts';

/**
 * Requests of somebody who is signed in. The types of answers are those of `@eagre/server/console`,
 * which the server holds to.
 */
export class ConsoleApi {
  readonly #transport: Transport;
  readonly #session: ConsoleSession;

  constructor(transport: Transport, session: ConsoleSession) {
    this.#transport = transport;
    this.#session = session;
  }

  /** The server's time, ms since 1970. */
  serverNow(): number {
    return this.#transport.serverNow();
  }

  /** Rejects with a ConsoleError; `path` is below `/console/api/`. */
  get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
    return this.#ask<T>({ method: 'GET', path, query, signal });
  }

  /**
   * Changes something. When another tab signed in anew, this one holds a secret that is over: it asks
   * once for the one that holds and tries again.
   */
  async send<T = unknown>(
    method: Exclude<Method, 'GET'>,
    path: string,
    body?: unknown,
  ): Promise<T> {
    const before = this.#session.current?.csrf;
    try {
      return await this.#ask<T>({ method, path, body, csrf: before });
    } catch (caught) {
      if (asConsoleError(caught).status !== 403) throw caught;
      await this.#session.check();
      const csrf = this.#session.current?.csrf;
      if (csrf === undefined || csrf === before) throw caught;
      return await this.#ask<T>({ method, path, body, csrf });
    }
  }

  async #ask<T>(asking: Asking): Promise<T> {
    const session = this.#session.current;
    try {
      return (await this.#transport.ask(asking)) as T;
    } catch (caught) {
      if (asking.signal?.aborted !== true && asConsoleError(caught).status === 401) {
        this.#session.end(session);
      }
      throw caught;
    }
  }
}
