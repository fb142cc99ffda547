import { type WireError, wireError } from '@eagre/protocol';
import type { Server, ServerWebSocket } from 'bun';

export interface FakeRequest {
  id: number;
  cmd: string;
  [argument: string]: unknown;
}

/** What a handler gives: an answer, a refusal, or undefined for no answer at all. */
export type FakeAnswer = { ok: unknown } | { error: WireError } | undefined;

export type FakeHandler = (request: FakeRequest, socket: ServerWebSocket<undefined>) => FakeAnswer;

const nothing = { ok: {} };

/** A server that answers each command as the test says, and remembers what it was asked. */
export class FakeServer {
  readonly host = '127.0.0.1';
  readonly sockets = new Set<ServerWebSocket<undefined>>();
  readonly requests: FakeRequest[] = [];
  readonly #handlers = new Map<string, FakeHandler>();
  #server: Server<undefined> | undefined;
  #port = 0;

  constructor() {
    this.on('connect', () => ({ ok: { queues: [], dropped: [] } }));
    this.on('room.enter', ({ room }) => {
      const empty = { epoch: 1, head: 0, from: 0, entries: [], ticket: 't', now: Date.now() };
      return { ok: { room, ...empty } };
    });
    this.start();
  }

  get port(): number {
    return this.#port;
  }

  /** Again on the same port after `stop`. */
  start(): void {
    this.#server = Bun.serve({
      port: this.#port,
      hostname: this.host,
      fetch: (request, server) => (server.upgrade(request) ? undefined : new Response('no')),
      websocket: {
        open: (socket) => void this.sockets.add(socket),
        close: (socket) => void this.sockets.delete(socket),
        message: (socket, text) => this.#take(socket, JSON.parse(String(text)) as FakeRequest),
      },
    });
    this.#port = this.#server.port as number;
  }

  on(cmd: string, handler: FakeHandler): void {
    this.#handlers.set(cmd, handler);
  }

  /** What was asked by this command, in order. */
  asked(cmd: string): FakeRequest[] {
    return this.requests.filter((request) => request.cmd === cmd);
  }

  push(push: unknown): void {
    for (const socket of this.sockets) socket.send(JSON.stringify(push));
  }

  close(code: number): void {
    for (const socket of this.sockets) socket.close(code, 'because');
  }

  async stop(): Promise<void> {
    await this.#server?.stop(true);
    this.#server = undefined;
  }

  #take(socket: ServerWebSocket<undefined>, request: FakeRequest): void {
    this.requests.push(request);
    const answer = this.#handlers.get(request.cmd) ?? (() => nothing);
    const parts = answer(request, socket);
    if (parts !== undefined) socket.send(JSON.stringify({ id: request.id, ...parts }));
  }
}

export function refusal(...args: Parameters<typeof wireError>): { error: WireError } {
  return { error: wireError(...args) };
}
