import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ChildProcess, freePort, type TempDir, tempDir, until } from '@eagre/testkit';
import { RawDevice } from '../device/raw-device.ts';
import { atExit } from '../target/at-exit.ts';
import { startLocal } from '../target/local-command.ts';
import { type Adapter, type OnFrame, type PeerServer, peerHost } from './adapter.ts';
import { HttpPublisher } from './http-publisher.ts';

/** Where distributions put the module. */
const modulePaths = [
  '/usr/lib/nginx/modules/ngx_nchan_module.so',
  '/usr/lib64/nginx/modules/ngx_nchan_module.so',
];
const nginxPaths = ['/usr/sbin/nginx', '/usr/local/sbin/nginx'];
const readyWithinMs = 10_000;

export const nchanPeer: Adapter = {
  name: 'nchan',
  title: 'nginx with nchan',
  notes: [
    'nchan: one nginx worker; published by HTTP POST, as its backends do; nothing is kept for later',
  ],
  missing() {
    const how = '`apt-get install nginx libnginx-mod-nchan` brings it on Debian and Ubuntu';
    if (nginxPath() === undefined) return `nginx is missing: ${how}`;
    if (modulePath() === undefined) return `nginx is here without its module nchan: ${how}`;
    return undefined;
  },
  start: (core) => NchanServer.start(core),
};

function nginxPath(): string | undefined {
  return Bun.which('nginx') ?? nginxPaths.find((path) => existsSync(path));
}

function modulePath(): string | undefined {
  return modulePaths.find((path) => existsSync(path));
}

class NchanServer implements PeerServer {
  readonly #child: ChildProcess;
  readonly #port: number;
  readonly #directory: TempDir;
  readonly #forget: () => void;
  readonly #publisher: HttpPublisher;

  static async start(core: number | undefined): Promise<PeerServer> {
    const port = await freePort(peerHost);
    const directory = tempDir();
    const server = new NchanServer(port, directory, core);
    try {
      await server.#ready();
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  private constructor(port: number, directory: TempDir, core: number | undefined) {
    this.#port = port;
    this.#directory = directory;
    this.#forget = atExit(() => directory.remove());
    const file = join(directory.path, 'nginx.conf');
    writeFileSync(file, configuration(directory.path, port));
    const command = [nginxPath() ?? 'nginx', '-p', directory.path, '-c', file];
    this.#child = startLocal(command, core === undefined ? {} : { core });
    this.#publisher = new HttpPublisher(`http://${peerHost}:${port}/publish`);
  }

  get pid(): number {
    return this.#child.pid;
  }

  get failures(): number {
    return this.#publisher.failures;
  }

  subscribe(_index: number, onFrame: OnFrame): Promise<RawDevice> {
    return RawDevice.open({
      host: peerHost,
      port: this.#port,
      path: '/subscribe',
      onText: onFrame,
    });
  }

  publish(text: string): void {
    this.#publisher.post(text);
  }

  async stop(): Promise<void> {
    // Asked to end, the master ends its workers; killed, it would leave them behind.
    if (this.#child.exitCode === null) await this.#child.stop().catch(() => {});
    this.#directory.remove();
    this.#forget();
  }

  async #ready(): Promise<void> {
    const answers = async () => {
      if (this.#child.exitCode !== null) return true;
      return (await fetch(`http://${peerHost}:${this.#port}/ready`)).ok;
    };
    await until(answers, { timeoutMs: readyWithinMs, what: 'nginx to be ready' });
    if (this.#child.exitCode === null) return;
    throw new Error(`nginx ended with code ${this.#child.exitCode}:\n${this.#child.output}`);
  }
}

/** All that it writes lies in `directory`, so that it needs no rights and leaves nothing behind. */
function configuration(directory: string, port: number): string {
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
load_module ${modulePath()};
daemon off;
worker_processes 1;
worker_rlimit_nofile 65536;
pid ${directory}/nginx.pid;
error_log stderr crit;
events { worker_connections 65000; }
http {
  access_log off;
  ${places.map((place) => `${place}_temp_path ${directory}/${place};`).join('\n  ')}
  keepalive_requests 100000000;
  nchan_max_reserved_memory 256M;
  server {
    listen ${peerHost}:${port} backlog=4096;
    location = /ready { return 200; }
    location = /publish {
      nchan_publisher;
      nchan_channel_id hot;
      nchan_store_messages off;
    }
    location = /subscribe {
      nchan_subscriber websocket;
      nchan_channel_id hot;
      nchan_subscriber_first_message newest;
    }
  }
}
`;
}
