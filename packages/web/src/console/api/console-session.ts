import type { ConsoleSession as Session } from '@eagre/server/console';
import { asConsoleError, type ConsoleError } from './console-error.ts';
import type { Transport } from './transport.ts';

export type SessionState =
  | { readonly kind: 'loading' }
  /** `ended`: there was one, and its time was over or somebody ended it. */
  | { readonly kind: 'signedOut'; readonly ended: boolean }
  | { readonly kind: 'signedIn'; readonly session: Session }
  /** The console is not turned on; the message says by which setting it is. */
  | { readonly kind: 'off'; readonly message: string }
  | { readonly kind: 'failed'; readonly error: ConsoleError };

/** Who works here. A store for `useSyncExternalStore`: states are never changed, only replaced. */
export class ConsoleSession {
  readonly #transport: Transport;
  readonly #listeners = new Set<() => void>();
  #state: SessionState = { kind: 'loading' };

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getState = (): SessionState => this.#state;

  /** Undefined while nobody is signed in. */
  get current(): Session | undefined {
    return this.#state.kind === 'signedIn' ? this.#state.session : undefined;
  }

  /** Asks the server whether the cookie still holds; never rejects. */
  async check(): Promise<void> {
    try {
      this.#signIn(await this.#transport.ask({ method: 'GET', path: 'session' }));
    } catch (caught) {
      this.#fail(asConsoleError(caught));
    }
  }

  /** Rejects with the server's refusal: a wrong key, or too many tries (`retryAfterMs`). */
  async login(name: string, key: string): Promise<void> {
    this.#signIn(await this.#transport.ask({ method: 'POST', path: 'login', body: { name, key } }));
  }

  /** Ends it here at once, on the server when it can be reached; rejects when it cannot. */
  async logout(): Promise<void> {
    const csrf = this.current?.csrf;
    try {
      await this.#transport.ask({ method: 'POST', path: 'logout', csrf });
    } catch (caught) {
      const error = asConsoleError(caught);
      if (error.status !== 401) throw error;
    }
    this.#become({ kind: 'signedOut', ended: false });
  }

  /** The server does not know `session` any more. An answer to an older one tells nothing. */
  end(session: Session | undefined): void {
    if (session === undefined || session !== this.current) return;
    this.#become({ kind: 'signedOut', ended: true });
  }

  #signIn(answer: unknown): void {
    this.#become({ kind: 'signedIn', session: answer as Session });
  }

  #fail(error: ConsoleError): void {
    if (error.status === 401) {
      this.#become({ kind: 'signedOut', ended: this.current !== undefined });
    } else if (error.status === 404) {
      this.#become({ kind: 'off', message: error.message });
    } else if (this.current === undefined) {
      this.#become({ kind: 'failed', error });
    }
  }

  #become(state: SessionState): void {
    this.#state = state;
    for (const listener of [...this.#listeners]) listener();
  }
}
