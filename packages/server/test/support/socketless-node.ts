import { createNode, type Node, openMemoryTimeline } from '@eagre/server';
import { type FakeClock, type TempDir, tempDir, until } from '@eagre/testkit';
import type { ListenerOptions } from '../../src/gateway/listener-bun.ts';
import { FakeSocket } from '../../src/gateway/test/fake-socket.ts';
import type { BatchWriter } from '../../src/timeline/batch-writer.ts';
import type { MemoryStore } from '../../src/timeline/memory/memory-store.ts';

type Frame = Record<string, unknown>;

/** A whole node that opens no port: its devices are handed to its gateway. */
export class SocketlessNode implements AsyncDisposable {
  readonly node: Node;
  readonly #data: TempDir;
  readonly #listener: ListenerOptions;

  static async start(
    clock: FakeClock,
    store: MemoryStore,
    { writeMs = 0, ...config }: { drainMs?: number; writeMs?: number } = {},
  ): Promise<SocketlessNode> {
    const data = tempDir();
    let listener: ListenerOptions | undefined;
    const node = await createNode({
      clock,
      config: { dev: true, data: data.path, heartbeatTimeoutMs: 600_000, ...config },
      openTimeline: async (options) =>
        openMemoryTimeline({ ...options, store, writer: slowWriter(store, clock, writeMs) }),
      listen: (options) => {
        listener = options;
        return { port: 1, hostname: 'nowhere', sockets: 0, stop: async () => {} };
      },
    });
    await node.start();
    if (listener === undefined) throw new Error('the node did not listen');
    return new SocketlessNode(node, data, listener);
  }

  private constructor(node: Node, data: TempDir, listener: ListenerOptions) {
    this.node = node;
    this.#data = data;
    this.#listener = listener;
  }

  async connect(user: string): Promise<SocketlessDevice> {
    const request = new Request('http://127.0.0.1/v1/dev/token', {
      method: 'POST',
      headers: { 'content-type': 'application/json', host: '127.0.0.1' },
      body: JSON.stringify({ user }),
    });
    const answer = await this.#listener.fetch(request, '127.0.0.1');
    const { token } = (await answer.json()) as { token: string };
    const socket = new FakeSocket();
    socket.events = this.#listener.gateway.open(socket);
    const device = new SocketlessDevice(socket);
    device.say({ id: 0, cmd: 'connect', token, device: 'phone' });
    await until(() => device.answers.get(0)?.['ok'], { what: 'the answer to connect', pollMs: 1 });
    return device;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.node.stop({ drainMs: 0 });
    this.#data.remove();
  }
}

/** A disk that takes its time. */
function slowWriter({ writer }: MemoryStore, clock: FakeClock, ms: number): BatchWriter {
  return {
    async write(commits, nowMs) {
      if (ms > 0) await new Promise<void>((resolve) => clock.setTimer(ms, resolve));
      return writer.write(commits, nowMs);
    },
  };
}

/** A device of such a node. */
export class SocketlessDevice {
  readonly socket: FakeSocket;
  readonly #answers = new Map<number, Frame>();

  constructor(socket: FakeSocket) {
    this.socket = socket;
  }

  /** By the id of the request. */
  get answers(): ReadonlyMap<number, Frame> {
    for (const frame of this.socket.take()) {
      if (typeof frame['id'] === 'number') this.#answers.set(frame['id'], frame);
    }
    return this.#answers;
  }

  get isOpen(): boolean {
    return this.socket.closedWith === undefined;
  }

  say(frame: object): void {
    this.socket.events?.message(JSON.stringify(frame));
  }
}
