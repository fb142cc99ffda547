import { fileURLToPath } from 'node:url';
import { type ChildProcess, freePort, until } from '@eagre/testkit';
import { Api } from './api.ts';
import { startLocal } from './local-command.ts';
import { clockSeenWithinMs, MovableClock } from './local-server-clock.ts';
import { SmallDisk } from './local-server-disk.ts';
import { LocalServerFiles } from './local-server-files.ts';
import { ServerSecrets, type ServerSettings, settingsForLoad } from './local-server-settings.ts';
import type { Target } from './server-address.ts';

export interface LocalServerOptions {
  settings?: ServerSettings;
  /** What `settings` lie over; `settingsForLoad` unless told. */
  baseSettings?: ServerSettings;
  /** Among the nodes of a cluster, and in messages. */
  name?: string;
  /** A free one unless told. */
  port?: number;
  /** A directory for its data that stays; one of its own, gone with it, unless told. */
  data?: string;
  /** The data on a disk of its own of this size, which can be filled. Takes root. */
  dataBytes?: number;
  /** Its own unless told. Of a server in development mode: those that lie in `data`. */
  secrets?: ServerSecrets;
  /** With a wall clock that can be made to jump. Takes libfaketime. */
  fakeClock?: boolean;
  /** The only core on which it runs, from 0. */
  core?: number;
  /** Flags of the runtime, `--cpu-prof` and its like. */
  runtimeFlags?: readonly string[];
}

const host = '127.0.0.1';
const main = fileURLToPath(new URL('../../../server/src/main.ts', import.meta.url));
const readyWithinMs = 20_000;
/** For what it does over its own drain time, ms. */
const endGraceMs = 10_000;
const defaultDrainMs = 5000;

/**
 * The real server in a process of its own, on a free port of the loopback address, with data, key and
 * secret of its own. It is ours: it may be killed, stopped, starved and lied to, and it ends with us.
 */
export class LocalServer implements AsyncDisposable {
  readonly host = host;
  readonly port: number;
  readonly name: string;
  readonly secrets: ServerSecrets;
  readonly #options: LocalServerOptions;
  readonly #files: LocalServerFiles;
  #disk: SmallDisk | undefined;
  #clock: MovableClock | undefined;
  #child: ChildProcess | undefined;
  #isPaused = false;
  /** When it ended and nobody here had asked for that: a crash. */
  onCrash: (code: number, output: string) => void = () => {};

  static async start(options: LocalServerOptions = {}): Promise<LocalServer> {
    const server = new LocalServer(options, options.port ?? (await freePort(host)));
    try {
      await server.#prepare();
      await server.#spawn();
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  private constructor(options: LocalServerOptions, port: number) {
    this.#options = options;
    this.port = port;
    this.name = options.name ?? 'the server';
    this.secrets = options.secrets ?? new ServerSecrets();
    this.#files = new LocalServerFiles(options.data);
  }

  get url(): string {
    return `http://${host}:${this.port}`;
  }

  get key(): string {
    return this.secrets.key;
  }

  get tokenSecret(): string {
    return this.secrets.tokenSecret;
  }

  /** As a load sees it. */
  get target(): Target {
    const { app, key, tokenSecret } = this.secrets;
    return {
      url: this.url,
      address: { host, port: this.port },
      key,
      tokens: { kind: 'signed', app, secret: tokenSecret },
    };
  }

  get isRunning(): boolean {
    return this.#child !== undefined;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  get pid(): number {
    return this.#running().pid;
  }

  /** Its last lines, for messages. */
  get output(): string {
    return this.#child?.output ?? '';
  }

  /** How far its wall clock is before ours. */
  get clockOffsetMs(): number {
    return this.#clock?.offsetMs ?? 0;
  }

  /** kill -9, as a crash. Port and data stay, for `restart`. */
  async kill(): Promise<void> {
    await this.#release().kill();
  }

  /**
   * A new process on the same port and data, with other settings if told. The old one, if there is
   * one, is sent away first.
   */
  async restart(settings?: ServerSettings): Promise<void> {
    if (this.#child !== undefined) await this.#end();
    if (settings !== undefined) this.#configure(settings);
    await this.#spawn();
  }

  /** SIGSTOP: it does nothing at all until `resume`; its connections stay. */
  pause(): void {
    process.kill(this.pid, 'SIGSTOP');
    this.#isPaused = true;
  }

  /** Nothing when it is not paused. */
  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    process.kill(this.pid, 'SIGCONT');
  }

  /** Asks it to go, as an operator does, and waits until it has sent all devices away and ended. */
  async drain(): Promise<void> {
    const drainMs = Number(this.#options.settings?.['drainMs'] ?? defaultDrainMs);
    this.resume();
    await this.#release().stop(drainMs + endGraceMs);
  }

  /** Leaves so many bytes of the data's disk. Errors: it was not started with `dataBytes`. */
  async fillDisk(leaveBytes = 0): Promise<void> {
    if (this.#disk === undefined) throw new Error('the server was started without `dataBytes`');
    await this.#disk.fill(leaveBytes);
  }

  async freeDisk(): Promise<void> {
    await this.#disk?.free();
  }

  /**
   * Sets its wall clock so much ahead (or back), and waits until it goes by it. A server that is down
   * or paused will when it is back. Errors: it was not started with `fakeClock`.
   */
  async jumpClock(ms: number): Promise<void> {
    if (this.#clock === undefined) throw new Error('the server was started without `fakeClock`');
    this.#clock.jump(ms);
    if (!this.isRunning || this.#isPaused) return;
    const wanted = this.#clock.offsetMs;
    await until(async () => Math.abs((await this.#offsetMs()) - wanted) <= 1500, {
      timeoutMs: 5000,
      what: `the server's clock to be ${wanted} ms ahead`,
      pollMs: 50,
    });
    // A jump smaller than the answer's whole seconds is not seen in it.
    if (Math.abs(ms) < 3000) await Bun.sleep(clockSeenWithinMs);
  }

  /** Ends it and leaves nothing: no process, mount or file. Again: nothing. */
  async stop(): Promise<void> {
    if (this.#child !== undefined) await this.#end();
    await this.#disk?.unmount();
    this.#disk = undefined;
    this.#files.remove();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #prepare(): Promise<void> {
    const { settings, dataBytes, fakeClock } = this.#options;
    this.#configure(settings);
    if (dataBytes !== undefined) this.#disk = await SmallDisk.mount(this.#files.data, dataBytes);
    if (fakeClock) this.#clock = new MovableClock(this.#files.clock);
  }

  #configure(settings: ServerSettings = {}): void {
    const { baseSettings = settingsForLoad } = this.#options;
    // Development mode brings an app of its own.
    const apps = settings['dev'] === true ? [] : [this.secrets.appConfig];
    this.#files.writeConfig({ ...baseSettings, ...settings, host, port: this.port, apps });
  }

  async #spawn(): Promise<void> {
    const { core, runtimeFlags = [] } = this.#options;
    const command = [
      process.execPath,
      ...runtimeFlags,
      main,
      'serve',
      '--config',
      this.#files.config,
    ];
    const child = startLocal(command, {
      ...(core === undefined ? {} : { core }),
      ...(this.#clock === undefined ? {} : { env: this.#clock.env }),
      ...(this.#disk === undefined ? {} : { mountsOf: this.#disk.holderPid }),
    });
    this.#child = child;
    await this.#ready(child);
    void child.exited.then((code) => {
      if (this.#child !== child) return;
      this.#release();
      this.onCrash(code, child.output);
    });
  }

  async #ready(child: ChildProcess): Promise<void> {
    await until(async () => !child.running || (await fetch(`${this.url}/readyz`)).ok, {
      timeoutMs: readyWithinMs,
      what: `${this.name} to be ready`,
    });
    if (child.running) return;
    this.#release();
    throw new Error(`${this.name} ended with code ${child.exitCode}:\n${child.output}`);
  }

  /**
   * The first signal lets it finish its commits, the second says not to wait for devices. Two
   * different ones: the kernel makes one of two that are the same.
   */
  async #end(): Promise<void> {
    this.resume();
    const child = this.#release();
    process.kill(child.pid, 'SIGINT');
    await child.stop(endGraceMs).catch(() => {});
  }

  /** From here on it is expected to end. */
  #release(): ChildProcess {
    const child = this.#running();
    this.#child = undefined;
    this.#isPaused = false;
    return child;
  }

  #running(): ChildProcess {
    if (this.#child === undefined) throw new Error(`${this.name} is not running`);
    return this.#child;
  }

  /** By the life of a token that it makes: whole seconds, so up to one too little. */
  async #offsetMs(): Promise<number> {
    const ttlSeconds = 60;
    const order = { user: 'clock', ttlSeconds };
    const api = new Api(this.url, this.key);
    const { expiresAt } = await api.post<{ expiresAt: number }>('/v1/tokens', order);
    return expiresAt - ttlSeconds * 1000 - Date.now();
  }
}
