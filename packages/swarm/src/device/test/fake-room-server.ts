import type { Server, ServerWebSocket } from 'bun';

interface Request {
  id: number;
  cmd: string;
  pack?: string;
  room?: string;
  ranges?: { queue: string; from: number }[];
}

/** A server with one room that says what the test wants it to say. */
export class FakeRoomServer {
  readonly host = '127.0.0.1';
  readonly #server: Server<undefined>;
  readonly #sockets = new Set<ServerWebSocket<undefined>>();
  /** What `pull` gives; whoever enters is told its end. */
  readonly log: unknown[] = [];
  /** As asked for in each `connect`. */
  readonly packs: (string | undefined)[] = [];

  constructor() {
    this.#server = Bun.serve({
      port: 0,
      hostname: this.host,
      fetch: (request, server) => (server.upgrade(request) ? undefined : new Response('no')),
      websocket: {
        open: (socket) => void this.#sockets.add(socket),
        close: (socket) => void this.#sockets.delete(socket),
        message: (socket, text) => this.#answer(socket, JSON.parse(String(text)) as Request),
      },
    });
  }

  get port(): number {
    return this.#server.port as number;
  }

  push(push: unknown): void {
    for (const socket of this.#sockets) socket.send(JSON.stringify(push));
  }

  textOf(parts: Record<string, unknown>): string {
    return JSON.stringify({ push: 'room', room: 'room:a', epoch: 1, ...parts });
  }

  room(parts: Record<string, unknown>): void {
    for (const socket of this.#sockets) socket.send(this.textOf(parts));
  }

  binary(bytes: Uint8Array): void {
    for (const socket of this.#sockets) socket.send(bytes);
  }

  close(code: number): void {
    for (const socket of this.#sockets) socket.close(code, 'because');
  }

  async stop(): Promise<void> {
    await this.#server.stop(true);
  }

  #answer(socket: ServerWebSocket<undefined>, request: Request): void {
    socket.send(JSON.stringify({ id: request.id, ok: this.#okOf(request) }));
  }

  #okOf({ cmd, pack, room, ranges = [] }: Request): unknown {
    if (cmd === 'connect') {
      this.packs.push(pack);
      return { queues: [], dropped: [] };
    }
    if (cmd === 'room.enter') {
      return { room, epoch: 1, head: this.log.length, from: 0, entries: [], ticket: 't' };
    }
    if (cmd !== 'pull') return {};
    const head = this.log.length;
    return {
      ranges: ranges.map(({ queue, from }) => {
        return { queue, epoch: 1, head, from, items: this.log.slice(from) };
      }),
    };
  }
}
