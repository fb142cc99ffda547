import type { WireError } from '@eagre/protocol';
import { FakeClock } from '@eagre/testkit';
import type { ApiBindings } from '../../api/gate.ts';
import { AppDirectory } from '../../auth/app-directory.ts';
import { TokenMint } from '../../auth/token-mint.ts';
import { type Limits, limits } from '../../limits.ts';
import { silentLogger } from '../../observability/logger.ts';
import { ServiceError } from '../../service-error.ts';
import { MemoryStore } from '../../timeline/memory/memory-store.ts';
import { TimelineError } from '../../timeline/timeline.ts';
import { openMemoryTimeline } from '../../timeline/timeline-memory.ts';
import { createConsole } from '../console-api.ts';
import type {
  AppsAnswer,
  AuditAnswer,
  ConfigAnswer,
  ConsoleSession,
  NodesAnswer,
  ObserverToken,
} from '../contract.ts';
import type { ConsoleServices } from '../deps.ts';
import { EndedSessions } from '../session/ended-sessions.ts';

export const adminKey = 'the-key-of-the-operators-of-a-shop';
export const tokenSecret = 'a-secret-that-signs-the-tokens-of-devices';
export const appKey = { id: 'k1', secret: 'the-secret-of-a-key-of-an-app' };

/** Any answer of the console: a test knows which it asked for. */
export type Said = ConsoleSession &
  AuditAnswer &
  NodesAnswer &
  ConfigAnswer &
  AppsAnswer &
  ObserverToken & { readonly error: WireError; readonly group: string };

/** What a request came to. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Said;
}

export interface AskOptions {
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly remote?: string;
}

export interface ConsoleOptions {
  readonly adminKey?: string | undefined;
  readonly limits?: Partial<Limits>;
  readonly store?: MemoryStore;
  readonly clock?: FakeClock;
  readonly services?: Partial<ConsoleServices>;
}

/** What was asked of the HTTP API, and in whose name. */
export interface Forwarded {
  readonly request: Request;
  readonly bindings: ApiBindings;
}

async function notHere(): Promise<never> {
  throw new ServiceError('unsupported', 'the test has no such service');
}

const nothing: ConsoleServices = {
  series: { read: notHere },
  rooms: { list: notHere },
  queues: { list: notHere },
  conversations: { get: notHere },
  devices: { list: notHere },
  users: { get: notHere },
  ways: { list: notHere, get: notHere, follow: notHere, unfollow: notHere },
  nodes: { list: notHere },
  config: { read: async () => ({ node: 'n1', settings: [] }) },
  apps: { list: () => ({ apps: [] }) },
};

/** A console over a store in memory, whose HTTP API answers with what it was asked. */
export class TestConsole {
  readonly clock: FakeClock;
  readonly store: MemoryStore;
  readonly forwarded: Forwarded[] = [];
  /** Runs while the HTTP API has a request; its status is the answer's. */
  acts: () => number | Promise<number> = () => 200;
  isStoreAway = false;
  readonly #fetch: (request: Request, remote: string) => Response | Promise<Response>;

  static async open(options: ConsoleOptions = {}): Promise<TestConsole> {
    const jwt = { hs256: tokenSecret };
    const apps = await AppDirectory.open([{ id: 'shop' as never, keys: [appKey], jwt }]);
    return new TestConsole(apps, { adminKey, ...options });
  }

  private constructor(apps: AppDirectory, options: ConsoleOptions) {
    const { clock = new FakeClock(), services } = options;
    this.clock = clock;
    this.store = options.store ?? new MemoryStore(clock.now());
    const ended = new EndedSessions(limits.consoleEndedSessions);
    const timeline = openMemoryTimeline({ clock, store: this.store });
    const guard = () => {
      if (this.isStoreAway) throw new TimelineError('unavailable', 'the store is away');
    };
    this.#fetch = createConsole({
      adminKey: options.adminKey,
      ...{ node: 'n1', cluster: false, version: '1', dev: false },
      services: { ...nothing, ...services },
      ...{ apps, mint: new TokenMint(apps, clock), clock },
      limits: { ...limits, ...options.limits },
      logger: silentLogger,
      store: {
        commit: async (commit) => {
          guard();
          return timeline.commit(commit);
        },
        heads: timeline.heads,
        ranges: timeline.ranges,
      },
      loggedOut: {
        has: async (id) => ended.has(id),
        add: async (session) => ended.add([session], clock.now()),
      },
      api: async (request, bindings) => {
        this.forwarded.push({ request, bindings });
        return Response.json(
          { path: new URL(request.url).pathname },
          { status: await this.acts() },
        );
      },
    }).fetch;
  }

  /** `path` is below `/console/api`. */
  async ask(method: string, path: string, options: AskOptions = {}): Promise<Answer> {
    const { headers = {}, body, remote = '192.0.2.1' } = options;
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const request = new Request(`http://console.test/console/api${path}`, {
      method,
      headers: { host: 'console.test', ...type, ...headers },
      ...(body !== undefined && { body: text }),
    });
    const answer = await this.#fetch(request, remote);
    const said = await answer.text();
    return { status: answer.status, headers: answer.headers, body: said && JSON.parse(said) };
  }

  login(key: string = adminKey, options: AskOptions & { name?: string } = {}): Promise<Answer> {
    return this.ask('POST', '/login', { body: { name: options.name ?? 'Ann', key }, ...options });
  }

  /** Headers of somebody who has logged in. */
  async session(): Promise<{ cookie: string; 'x-eagre-csrf': string }> {
    return sessionOf(await this.login());
  }

  /** The audit log, newest first. */
  async audit(query = ''): Promise<Answer['body']> {
    const { 'x-eagre-csrf': _, ...headers } = await this.session();
    return (await this.ask('GET', `/audit${query}`, { headers })).body;
  }
}

export function sessionOf({ headers, body }: Answer): { cookie: string; 'x-eagre-csrf': string } {
  const [cookie = ''] = (headers.get('set-cookie') ?? '').split(';');
  return { cookie, 'x-eagre-csrf': body.csrf };
}
