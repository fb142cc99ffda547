import type { ConsoleSession as Session } from '@eagre/server/console';
import { FakeClock } from '@eagre/testkit';
import { ConsoleApi } from '../../src/console/api/console-api.ts';
import { ConsoleSession } from '../../src/console/api/console-session.ts';
import { Transport } from '../../src/console/api/transport.ts';

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** What a console stands on, with a server that answers what the test says and notes what came. */
export class FakeServer {
  readonly clock = new FakeClock();
  readonly asked: Asked[] = [];
  readonly transport: Transport;
  readonly session: ConsoleSession;
  readonly api: ConsoleApi;
  /** A rejection is a server that cannot be reached. */
  answer: (asked: Asked, signal: AbortSignal) => Response | Promise<Response> = () => refusal(404);

  constructor() {
    this.transport = new Transport({
      fetch: (url, init) => this.#fetch(url, init),
      clock: this.clock,
    });
    this.session = new ConsoleSession(this.transport);
    this.api = new ConsoleApi(this.transport, this.session);
  }

  /** Signed in with this secret. */
  async signedIn(csrf = 'secret-1'): Promise<this> {
    this.answer = () => Response.json(session(csrf));
    await this.session.check();
    this.asked.length = 0;
    return this;
  }

  async #fetch(url: string, init: RequestInit): Promise<Response> {
    const { method = 'GET', body, headers = {}, signal } = init;
    const asked = {
      method,
      url,
      headers: headers as Record<string, string>,
      body: typeof body === 'string' ? JSON.parse(body) : undefined,
    };
    this.asked.push(asked);
    return await this.answer(asked, signal as AbortSignal);
  }
}

export function session(csrf: string): Session {
  const place = { node: 'main', cluster: false, version: '1.0.0', dev: true };
  return { name: 'ops', csrf, expiresAt: 1, ...place };
}

export function refusal(status: number, code = 'not_found', more: object = {}): Response {
  return Response.json({ error: { code, message: 'no', ...more } }, { status });
}
