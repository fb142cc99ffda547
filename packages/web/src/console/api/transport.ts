import type { Clock } from '@eagre/protocol';
import { asConsoleError, ConsoleError, errorOfAnswer } from './console-error.ts';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
/** Values that are undefined are left out of the address. */
export type Query = Readonly<Record<string, string | number | undefined>>;

export interface Asking {
  readonly method: Method;
  /** Below `/console/api/`, without a slash before it. */
  readonly path: string;
  readonly query?: Query | undefined;
  readonly body?: unknown;
  readonly csrf?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface TransportOptions {
  readonly fetch: Fetch;
  readonly clock: Clock;
  readonly base?: string;
  readonly timeoutMs?: number;
}

/** A node asks the others for at most some seconds; twice that and the connection is to blame. */
const defaultTimeoutMs = 15_000;

/** The server tells its time in whole seconds; less than this is rounding. */
const clockToleranceMs = 2_000;

/** One request to the console's API: its address, JSON both ways, errors, and an end to waiting. */
export class Transport {
  readonly #options: TransportOptions;
  #serverAheadMs = 0;

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  /** The server's time, ms since 1970: an operator's clock may be wrong by minutes. */
  serverNow(): number {
    return this.#options.clock.now() + this.#serverAheadMs;
  }

  /**
   * The answer's body. Rejects with a {@link ConsoleError}; when `signal` ends it, with the signal's
   * reason.
   */
  async ask(asking: Asking): Promise<unknown> {
    const { clock, timeoutMs = defaultTimeoutMs } = this.#options;
    const tooLong = new AbortController();
    const timer = clock.setTimer(timeoutMs, () => tooLong.abort());
    try {
      return await this.#exchange(asking, tooLong.signal);
    } catch (caught) {
      asking.signal?.throwIfAborted();
      if (tooLong.signal.aborted) {
        throw new ConsoleError('timeout', `no answer within ${timeoutMs / 1000} s`);
      }
      throw asConsoleError(caught);
    } finally {
      timer.cancel();
    }
  }

  async #exchange(asking: Asking, tooLong: AbortSignal): Promise<unknown> {
    const signal = asking.signal ? AbortSignal.any([asking.signal, tooLong]) : tooLong;
    const response = await this.#send(asking, signal);
    this.#noteTime(response.headers.get('date'));
    if (response.status === 204) return undefined;
    const body = await readJson(response);
    if (!response.ok) throw errorOfAnswer(response.status, body);
    if (body === undefined) throw errorOfAnswer(response.status, undefined);
    return body;
  }

  async #send(asking: Asking, signal: AbortSignal): Promise<Response> {
    const { fetch, base = '/console/api' } = this.#options;
    const headers: Record<string, string> = { accept: 'application/json' };
    if (asking.body !== undefined) headers['content-type'] = 'application/json';
    if (asking.csrf !== undefined) headers['x-eagre-csrf'] = asking.csrf;
    const url = `${base}/${asking.path}${searchOf(asking.query)}`;
    const body = asking.body === undefined ? {} : { body: JSON.stringify(asking.body) };
    try {
      return await fetch(url, {
        method: asking.method,
        headers,
        signal,
        credentials: 'same-origin',
        cache: 'no-store',
        ...body,
      });
    } catch (cause) {
      throw new ConsoleError('unreachable', 'the server cannot be reached', { cause });
    }
  }

  #noteTime(date: string | null): void {
    const told = date === null ? Number.NaN : Date.parse(date);
    if (Number.isNaN(told)) return;
    const ahead = told - this.#options.clock.now();
    this.#serverAheadMs = Math.abs(ahead) > clockToleranceMs ? ahead : 0;
  }
}

function searchOf(query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  return search.size === 0 ? '' : `?${search}`;
}

/** Undefined for what is no JSON: a proxy in front answers with pages of its own. */
async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
