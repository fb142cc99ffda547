import { inflateSync } from 'node:zlib';
import type {
  Answer,
  CommandName,
  EntriesPush,
  Push,
  RoomChat,
  RoomEntry,
  RoomPush,
  RoomStatePush,
  ServerFrame,
  WireError,
} from '@eagre/protocol';
import { until } from '@eagre/testkit';

/** The server answered a command with an error. */
export class Refused extends Error {
  readonly error: WireError;
  constructor(cmd: string, error: WireError) {
    super(`${cmd}: ${error.code}: ${error.message}`);
    this.error = error;
  }
}

/** The connection ended before the answer came. */
export class Lost extends Error {}

type Waiter = { resolve: (ok: never) => void; reject: (error: Error) => void; cmd: string };

/**
 * A device without any of the SDK's cleverness: it sends what it is told and keeps what it gets, so
 * that a test sees the wire itself.
 */
export class WireClient implements Disposable {
  readonly pushes: Push[] = [];
  /** Frames that came packed. */
  packed = 0;
  readonly #socket: WebSocket;
  readonly #waiters = new Map<number, Waiter>();
  #nextId = 1;
  /** Code and reason once the connection is closed. */
  closed: { code: number; reason: string } | undefined;
  onPush: ((push: Push) => void) | undefined;
  readonly #listeners = new Set<(frame: ServerFrame) => void>();

  static async open(url: string): Promise<WireClient> {
    const client = new WireClient(url);
    await until(() => client.#socket.readyState === WebSocket.OPEN || client.closed, {
      what: `a connection to ${url}`,
    });
    if (client.closed) throw new Lost(`refused: ${client.closed.code} ${client.closed.reason}`);
    return client;
  }

  private constructor(url: string) {
    this.#socket = new WebSocket(url);
    this.#socket.binaryType = 'arraybuffer';
    this.#socket.onmessage = ({ data }) => {
      try {
        this.#take(JSON.parse(this.#textOf(data)));
      } catch (error) {
        // Thrown here, it would end the test without its clean-up.
        this.#end({ code: 0, reason: `a frame could not be taken: ${error}` });
        this.#socket.close();
      }
    };
    this.#socket.onclose = ({ code, reason }) => this.#end({ code, reason });
  }

  request<Name extends CommandName>(cmd: Name, args: object = {}): Promise<Answer<Name>> {
    const id = this.#nextId++;
    if (this.closed) return Promise.reject(new Lost(`${cmd}: closed`));
    const { promise, resolve, reject } = Promise.withResolvers<Answer<Name>>();
    this.#waiters.set(id, { resolve: resolve as (ok: never) => void, reject, cmd });
    this.raw(JSON.stringify({ id, cmd, ...args }));
    return promise;
  }

  raw(frame: string | Uint8Array<ArrayBuffer>): void {
    this.#socket.send(frame);
  }

  /** Sees every frame as it comes; returns what ends it. */
  onFrame(listener: (frame: ServerFrame) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Entries pushed for one queue so far, with their syncIds. */
  entriesOf(queue: string): { syncId: number; entry: EntriesPush['items'][number] }[] {
    return this.pushes
      .filter((push): push is EntriesPush => push.push === 'entries' && push.queue === queue)
      .flatMap(({ first, items }) => items.map((entry, i) => ({ syncId: first + i, entry })));
  }

  /** Frames of a room so far. */
  roomFrames(room: string): RoomPush[] {
    return this.pushes.filter((push) => push.push === 'room').filter((push) => push.room === room);
  }

  chatOf(room: string): RoomChat[] {
    return this.roomFrames(room).flatMap(({ chat = [] }) => chat);
  }

  /** Reliable entries of a room in the order in which frames brought them, repetitions too. */
  reliableOf(room: string): { syncId: number; entry: RoomEntry }[] {
    return this.roomFrames(room).flatMap(({ first = 0, entries = [] }) =>
      entries.map((entry, i) => ({ syncId: first + i, entry })),
    );
  }

  /** What the device was told of itself in a room. */
  statesOf(room: string): RoomStatePush[] {
    return this.pushes
      .filter((push) => push.push === 'room.state')
      .filter((push) => push.room === room);
  }

  async close(): Promise<void> {
    this.#socket.close();
    await until(() => this.closed, { what: 'the connection to close' });
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }

  #end(closed: { code: number; reason: string }): void {
    this.closed ??= closed;
    for (const { reject, cmd } of this.#waiters.values()) {
      reject(new Lost(`${cmd}: closed with ${closed.code} ${closed.reason}`));
    }
    this.#waiters.clear();
  }

  #textOf(data: string | ArrayBuffer): string {
    if (typeof data === 'string') return data;
    this.packed += 1;
    return inflateSync(data).toString();
  }

  #take(frame: ServerFrame): void {
    for (const listener of this.#listeners) listener(frame);
    if ('push' in frame) {
      this.pushes.push(frame);
      this.onPush?.(frame);
      return;
    }
    const waiter = this.#waiters.get(frame.id);
    if (waiter === undefined) return;
    this.#waiters.delete(frame.id);
    if ('ok' in frame) waiter.resolve(frame.ok as never);
    else waiter.reject(new Refused(waiter.cmd, frame.error));
  }
}
