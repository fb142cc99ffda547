import { fileURLToPath } from 'node:url';
import type { ChildProcess } from '@eagre/testkit';
import type { RawDevice } from '../device/raw-device.ts';
import { startLocal } from '../target/local-command.ts';
import type { Adapter, OnFrame, PeerServer } from './adapter.ts';
import { openSocketIo } from './engine-io.ts';
import { TurnTaking } from './turn-taking.ts';

const script = fileURLToPath(new URL('peers/socketio-room-server.mjs', import.meta.url));

export const socketioPeer: Adapter = {
  name: 'socketio',
  title: 'Socket.IO',
  notes: [
    'Socket.IO 4 on Node, WebSocket only: a subscriber emits an event, the server emits it to the room',
  ],
  missing() {
    if (Bun.which('node') === null) return 'Socket.IO runs on Node, and there is no `node` here';
    try {
      import.meta.resolveSync('socket.io', script);
      return undefined;
    } catch {
      return 'Socket.IO is not installed: `npm install` in the repository brings it';
    }
  },
  start: (core) => SocketIoServer.start(core),
};

class SocketIoServer implements PeerServer {
  readonly #child: ChildProcess;
  readonly #port: number;
  readonly #senders = new TurnTaking<RawDevice>();
  readonly failures = 0;

  static async start(core: number | undefined): Promise<PeerServer> {
    const command = [Bun.which('node') ?? 'node', script];
    const child = startLocal(command, core === undefined ? {} : { core });
    try {
      const [, port] = await child.waitForLine(/listening on port (\d+)/);
      return new SocketIoServer(child, Number(port));
    } catch (error) {
      await child[Symbol.asyncDispose]();
      throw error;
    }
  }

  private constructor(child: ChildProcess, port: number) {
    this.#child = child;
    this.#port = port;
  }

  get pid(): number {
    return this.#child.pid;
  }

  async subscribe(_index: number, onFrame: OnFrame): Promise<RawDevice> {
    return this.#senders.add(await openSocketIo(this.#port, onFrame));
  }

  publish(text: string): void {
    this.#senders.next().send(`42${JSON.stringify(['say', text])}`);
  }

  async stop(): Promise<void> {
    await this.#child[Symbol.asyncDispose]();
  }
}
