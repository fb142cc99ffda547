import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { startBound } from './bound-process.ts';
import { freePort } from './free-port.ts';
import type { Backend, Front, FrontOptions } from './front.ts';
import type { ChildProcess } from './process.ts';
import { tempDir } from './temp-dir.ts';
import { until } from './until.ts';

const host = '127.0.0.1';
/** Debian puts it where only root's PATH leads. */
const searchPath = `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin`;

/**
 * HAProxy in front of servers of Eagre, gone when this process ends: HTTP and WebSockets by turns to
 * the servers that say they are ready.
 *
 *     await using front = await Haproxy.start({ backends });
 */
export class Haproxy implements Front {
  readonly kind = 'HAProxy';
  readonly host = host;
  readonly port: number;
  readonly #process: ChildProcess;
  readonly #removeFiles: () => void;

  static get isInstalled(): boolean {
    return binary() !== null;
  }

  static async start(options: FrontOptions): Promise<Haproxy> {
    const program = binary();
    if (program === null) {
      throw new Error('haproxy is not installed: `apt-get install haproxy`');
    }
    const port = options.port ?? (await freePort(host));
    // Asked first: later, whoever has the port would be taken for it.
    if (await isOpen(port)) throw new Error(`port ${port} is in use by another process`);
    const directory = tempDir();
    const file = join(directory.path, 'haproxy.cfg');
    writeFileSync(file, haproxyConfig(port, options.backends));
    // -db: in the foreground, as one process, whose end is its end.
    const process = startBound(
      [program, '-db', '-f', file],
      options.core === undefined ? {} : { core: options.core },
    );
    const front = new Haproxy(process, port, directory.remove);
    try {
      await front.#listening();
      return front;
    } catch (error) {
      await front.stop();
      throw error;
    }
  }

  private constructor(process: ChildProcess, port: number, removeFiles: () => void) {
    this.#process = process;
    this.port = port;
    this.#removeFiles = removeFiles;
  }

  get pid(): number {
    return this.#process.pid;
  }

  async stop(): Promise<void> {
    await this.#process[Symbol.asyncDispose]();
    this.#removeFiles();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #listening(): Promise<void> {
    await until(async () => !this.#process.running || (await isOpen(this.port)), {
      what: 'haproxy to listen',
      timeoutMs: 10_000,
    });
    if (this.#process.running) return;
    throw new Error(`haproxy did not start on port ${this.port}:\n${this.#process.output}`);
  }
}

function binary(): string | null {
  return Bun.which('haproxy', { PATH: searchPath });
}

function isOpen(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, host);
  socket.once('connect', () => resolve(true));
  socket.once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}

/**
 * Servers that answer `/readyz` get new devices; those that do not keep the ones that they have. When
 * none is ready, one that is alive still says better what is wrong than a front can. A server that
 * refuses a connection costs the device nothing: the next one is tried. So for what was only asked of
 * one that died: a page whose script did not come stays empty.
 */
export function haproxyConfig(port: number, backends: readonly Backend[]): string {
  const servers = backends.map(({ name, host, port }) => `  server ${name} ${host}:${port} check`);
  const check = (path: string) => [
    '  option httpchk',
    // With the name of a host, without which a URL is not whole for some servers.
    `  http-check send meth GET uri ${path} ver HTTP/1.1 hdr Host ${host}`,
    '  default-server inter 500ms fall 2 rise 1',
    ...servers,
  ];
  return [
    'global',
    // Two fronts on one port would share it without a word.
    '  noreuseport',
    // What lies in a front's buffers is on its way to a slow device, and its node does not know.
    '  tune.sndbuf.client 65536',
    '  tune.rcvbuf.server 65536',
    '',
    'defaults',
    '  mode http',
    '  balance roundrobin',
    '  option redispatch 1',
    '  retries 3',
    '  retry-on conn-failure empty-response',
    '  timeout connect 2s',
    '  timeout check 2s',
    '  timeout queue 5s',
    '  timeout client 60s',
    '  timeout server 60s',
    // An idle WebSocket lives as long as its two ends want.
    '  timeout tunnel 24h',
    '',
    'frontend front',
    `  bind ${host}:${port}`,
    '  http-request disable-l7-retry unless METH_GET',
    '  use_backend alive if { nbsrv(ready) eq 0 }',
    '  default_backend ready',
    '',
    'backend ready',
    ...check('/readyz'),
    '',
    'backend alive',
    ...check('/healthz'),
    '',
  ].join('\n');
}
