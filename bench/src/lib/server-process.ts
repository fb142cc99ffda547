import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseMetrics } from '@eagre/swarm/target/metrics';
import { freePort, until } from '@eagre/testkit';
import { appConfig } from './credentials.ts';
import { Peer, pathOf } from './peer.ts';
import { benchDirectory } from './temp.ts';

/** Settings of the server by their names in its file (`eagre help`). */
export type ServerSettings = Readonly<Record<string, number | string | boolean>>;

/** What a load needs that comes from few devices, and that nobody would allow real ones. */
const roomForLoad: ServerSettings = {
  commandsPerSecond: 10_000,
  commandsBurst: 100_000,
  sendsPerSecond: 10_000,
  sendsBurst: 100_000,
  appSendsPerSecond: 1_000_000,
  appSendsBurst: 10_000_000,
  groupMembers: 5000,
  drainMs: 0,
  logLevel: 'error',
};

const host = '127.0.0.1';
const readyWithinMs = 20_000;

/** The real server, started by its own command line on a data directory of its own. */
export class ServerProcess {
  readonly host = host;
  readonly port: number;
  readonly peer: Peer;
  readonly #start: { settings: ServerSettings; data: string };

  private constructor(port: number, peer: Peer, start: { settings: ServerSettings; data: string }) {
    this.port = port;
    this.peer = peer;
    this.#start = start;
  }

  static start(settings: ServerSettings = {}): Promise<ServerProcess> {
    return ServerProcess.#startOn(settings, benchDirectory().path);
  }

  /** A new process on the same data. */
  async restart(settings: ServerSettings = this.#start.settings): Promise<ServerProcess> {
    await this.stop();
    return ServerProcess.#startOn(settings, this.#start.data);
  }

  stop(): Promise<void> {
    return this.peer.stop();
  }

  get url(): string {
    return `http://${host}:${this.port}`;
  }

  async metrics(): Promise<Map<string, number>> {
    const answer = await fetch(`${this.url}/metrics`);
    if (!answer.ok) throw new Error(`GET /metrics answered ${answer.status}`);
    return parseMetrics(await answer.text());
  }

  /** One metric; all its labels together. Fails when the server has none of that name. */
  async metric(name: string): Promise<number> {
    const value = (await this.metrics()).get(name);
    if (value === undefined) throw new Error(`/metrics of the server has no ${name}`);
    return value;
  }

  static async #startOn(settings: ServerSettings, data: string): Promise<ServerProcess> {
    const port = await freePort(host);
    const file = join(data, 'bench.json');
    const config = { ...roomForLoad, ...settings, host, port, data: join(data, 'data') };
    writeFileSync(file, JSON.stringify({ ...config, apps: [appConfig] }));
    const main = pathOf('packages/server/src/main.ts');
    const profile = process.env['EAGRE_BENCH_PROFILE'];
    const flags = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
    const peer = Peer.start([process.execPath, ...flags, main, 'serve', '--config', file], {
      endsItself: profile !== undefined,
    });
    const server = new ServerProcess(port, peer, { settings, data });
    await server.#ready();
    return server;
  }

  async #ready(): Promise<void> {
    const ended = this.peer.child.exited.then((code) => {
      throw new Error(`the server ended with code ${code}:\n${this.peer.child.output}`);
    });
    const ready = until(async () => (await fetch(`${this.url}/readyz`)).ok, {
      timeoutMs: readyWithinMs,
      what: 'the server to be ready',
    });
    ready.catch(() => {});
    await Promise.race([ready, ended]);
    ended.catch(() => {});
  }
}
