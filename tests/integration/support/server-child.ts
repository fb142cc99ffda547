import { fileURLToPath } from 'node:url';
import { ChildProcess, freePort, until } from '@eagre/testkit';
import { HttpApi } from './http-api.ts';
import { WireClient } from './wire-client.ts';

const main = fileURLToPath(new URL('../../../packages/server/src/main.ts', import.meta.url));

/** Gauges that are zero when no device is connected and nothing is under way. */
const whatDevicesUse = [
  'eagre_connections',
  'eagre_devices',
  'eagre_users',
  'eagre_fanout_topics',
  'eagre_fanout_subscriptions',
  'eagre_sockets_blocked',
  'eagre_commits_pending',
  'eagre_room_devices',
  'eagre_room_present_devices',
];

export interface ServerOptions {
  readonly data: string;
  readonly port?: number;
  readonly flags?: readonly string[];
}

/** A real server in its own process, in development mode on loopback. */
export class ServerChild implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly port: number;
  /** As the backend of development mode's own app. */
  readonly api: HttpApi;
  /** Of the same app. */
  readonly apiKey: string;
  #killed = false;

  static async start(options: ServerOptions): Promise<ServerChild> {
    const port = options.port ?? (await freePort());
    const flags = ['--dev', '--port', `${port}`, '--data', options.data, ...(options.flags ?? [])];
    const child = ChildProcess.start([process.execPath, main, 'serve', ...flags]);
    try {
      // Said when it listens, and before so much else that the line may be gone.
      const [, apiKey = ''] = await child.waitForLine(/API key +(\S+)$/, 20_000);
      const server = new ServerChild(child, port, apiKey);
      await until(() => child.exitCode !== null || server.isReady(), {
        timeoutMs: 20_000,
        what: 'the server to be ready',
      });
      if (child.exitCode !== null) throw new Error(`it ended with code ${child.exitCode}`);
      return server;
    } catch (cause) {
      await child[Symbol.asyncDispose]();
      throw new Error(`the server did not start; its output:\n${child.output}`, { cause });
    }
  }

  private constructor(child: ChildProcess, port: number, apiKey: string) {
    this.child = child;
    this.port = port;
    this.apiKey = apiKey;
    this.api = new HttpApi(`http://127.0.0.1:${port}`, apiKey);
  }

  get(path: string): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.port}${path}`);
  }

  async isReady(): Promise<boolean> {
    return (await this.get('/readyz')).status === 200;
  }

  async token(user: string, device?: string): Promise<string> {
    const answer = await fetch(`http://127.0.0.1:${this.port}/v1/dev/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ user, ...(device && { device }) }),
    });
    const { token } = (await answer.json()) as { token?: string };
    if (token === undefined) throw new Error(`no token: ${answer.status}`);
    return token;
  }

  dial(): Promise<WireClient> {
    return WireClient.open(`ws://127.0.0.1:${this.port}/v1/connect`);
  }

  /** A connected device of a user. */
  async device(user: string, device = 'd1', args: object = {}): Promise<WireClient> {
    const client = await this.dial();
    await client.request('connect', { token: await this.token(user), device, ...args });
    return client;
  }

  /** The sum of the lines of /metrics that begin with a name (and labels); throws when there is none. */
  async metric(name: string): Promise<number> {
    const sum = sumOf(await this.#metrics(), name);
    if (sum === undefined) throw new Error(`/metrics has no ${name}`);
    return sum;
  }

  memoryBytes(): Promise<number> {
    return this.metric('process_resident_memory_bytes');
  }

  kill(): Promise<void> {
    this.#killed = true;
    return this.child.kill();
  }

  stop(): Promise<number> {
    return this.child.stop(10_000);
  }

  /** The end of a test: its devices are gone, nothing of them may be left, and the server stops cleanly. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      if (this.child.exitCode === null && !this.#killed) {
        await this.#untilNothingIsLeft();
        const code = await this.stop();
        if (code !== 0) throw new Error(`the server stopped with code ${code}`);
      }
    } finally {
      await this.child[Symbol.asyncDispose]();
    }
  }

  async #metrics(): Promise<string[]> {
    return (await (await this.get('/metrics')).text()).split('\n');
  }

  async #untilNothingIsLeft(): Promise<void> {
    let left: string[] = [];
    const nothing = async () => {
      const lines = await this.#metrics();
      left = whatDevicesUse.flatMap((name) => {
        const sum = sumOf(lines, `${name}{`) ?? sumOf(lines, `${name} `) ?? 0;
        return sum === 0 ? [] : [`${name} ${sum}`];
      });
      return left.length === 0;
    };
    try {
      // Longer than devices are waited for in their rooms.
      await until(nothing, { timeoutMs: 15_000, pollMs: 20 });
    } catch (cause) {
      throw new Error(`left behind in the server: ${left.join(', ')}`, { cause });
    }
  }
}

function sumOf(lines: readonly string[], name: string): number | undefined {
  const found = lines.filter((line) => line.startsWith(name));
  if (found.length === 0) return undefined;
  return found.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
}
