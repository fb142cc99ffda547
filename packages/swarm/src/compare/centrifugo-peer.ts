import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ChildProcess, freePort, type TempDir, tempDir, until } from '@eagre/testkit';
import { RawDevice } from '../device/raw-device.ts';
import { textOf } from '../device/requests.ts';
import { atExit } from '../target/at-exit.ts';
import { startLocal } from '../target/local-command.ts';
import { type Adapter, type OnFrame, type PeerServer, peerHost } from './adapter.ts';
import { centrifugoConfig, majorVersion } from './centrifugo-config.ts';
import { CentrifugoHandshake } from './centrifugo-handshake.ts';
import { HttpPublisher } from './http-publisher.ts';

const channel = 'hot';
const readyWithinMs = 10_000;

export const centrifugoPeer = centrifugoWith(
  Bun.which('centrifugo') === null ? undefined : ['centrifugo'],
);

/** `command`: starts it, without arguments; undefined where there is none. */
export function centrifugoWith(command: readonly string[] | undefined): Adapter {
  return {
    name: 'centrifugo',
    title: 'Centrifugo',
    notes: [
      'Centrifugo: in-memory engine, JSON protocol, channel without history; published by its HTTP API',
    ],
    missing() {
      if (command !== undefined) return undefined;
      return 'no `centrifugo` on the PATH: its releases at https://github.com/centrifugal/centrifugo are one file each';
    },
    start: (core) => CentrifugoServer.start(command ?? [], core),
  };
}

class CentrifugoServer implements PeerServer {
  readonly #child: ChildProcess;
  readonly #port: number;
  readonly #directory: TempDir;
  readonly #forget: () => void;
  readonly #publisher: HttpPublisher;

  static async start(command: readonly string[], core: number | undefined): Promise<PeerServer> {
    const major = majorVersion(command);
    const port = await freePort(peerHost);
    const server = new CentrifugoServer(command, major, port, core);
    try {
      await server.#ready();
      return server;
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  private constructor(
    command: readonly string[],
    major: number,
    port: number,
    core: number | undefined,
  ) {
    this.#port = port;
    this.#directory = tempDir();
    this.#forget = atExit(() => this.#directory.remove());
    const file = join(this.#directory.path, 'config.json');
    const apiKey = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('hex');
    writeFileSync(file, JSON.stringify(centrifugoConfig(major, peerHost, port, apiKey)));
    const options = core === undefined ? {} : { core };
    this.#child = startLocal([...command, '--config', file], options);
    this.#publisher = new HttpPublisher(`http://${peerHost}:${port}/api/publish`, {
      'content-type': 'application/json',
      'x-api-key': apiKey,
    });
  }

  get pid(): number {
    return this.#child.pid;
  }

  get failures(): number {
    return this.#publisher.failures;
  }

  async subscribe(_index: number, onFrame: OnFrame): Promise<RawDevice> {
    const handshake = new CentrifugoHandshake(channel);
    const device: RawDevice = await RawDevice.open({
      host: peerHost,
      port: this.#port,
      path: '/connection/websocket',
      onText: (bytes, start, end) => {
        if (handshake.isDone && end - start > 2) onFrame(bytes, start, end);
        else handshake.take(textOf(bytes, start, end), (text) => device.send(text));
      },
      onClosed: (code, reason) => handshake.closed(code, reason),
    });
    handshake.begin((text) => device.send(text));
    await handshake.done;
    return device;
  }

  publish(text: string): void {
    this.#publisher.post(JSON.stringify({ channel, data: { text } }));
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null) await this.#child.stop().catch(() => {});
    this.#directory.remove();
    this.#forget();
  }

  async #ready(): Promise<void> {
    const answers = async () => {
      if (this.#child.exitCode !== null) return true;
      // Any answer will do: it listens.
      return (await fetch(`http://${peerHost}:${this.#port}/health`)).status > 0;
    };
    await until(answers, { timeoutMs: readyWithinMs, what: 'Centrifugo to be ready' });
    if (this.#child.exitCode === null) return;
    throw new Error(`Centrifugo ended with code ${this.#child.exitCode}:\n${this.#child.output}`);
  }
}
