import type { Server, ServerWebSocket } from 'bun';
import { type DefectOptions, Defects } from './defects.ts';
import { DoubleHttp } from './double-http.ts';
import { DoubleQueues, type Item, type QueueDevice } from './double-queues.ts';
import { DoubleRooms } from './double-rooms.ts';

type Socket = ServerWebSocket<SocketData>;

interface SocketData {
  device?: DoubleDevice;
}

interface Command extends Item {
  id: number;
  cmd: string;
}

class DoubleDevice implements QueueDevice {
  readonly user: string;
  readonly isFirst: boolean;
  readonly #send: (frame: Item) => void;

  constructor(user: string, isFirst: boolean, send: (frame: Item) => void) {
    this.user = user;
    this.isFirst = isFirst;
    this.#send = send;
  }

  push(frame: Item): void {
    this.#send(frame);
  }
}

export interface DoubleOptions extends DefectOptions {
  /** Chat messages that a frame of a room takes; 1,000 unless told. */
  chatPerFrame?: number;
}

/** A server of our protocol in memory, with planted defects: the verdicts must find each of them. */
export class DoubleServer {
  readonly host = '127.0.0.1';
  readonly defects: Defects;
  readonly queues: DoubleQueues;
  readonly rooms: DoubleRooms;
  readonly #http: DoubleHttp;
  readonly #server: Server<SocketData>;
  #hasFirst = false;
  #residentBytes = 100 * 2 ** 20;

  constructor(options: DoubleOptions = {}) {
    this.defects = new Defects(options);
    this.queues = new DoubleQueues(this.defects);
    this.rooms = new DoubleRooms(this.defects, options.chatPerFrame ?? 1000);
    this.#http = new DoubleHttp(this.queues, this.rooms, () => this.#metrics());
    this.#server = Bun.serve<SocketData>({
      port: 0,
      hostname: this.host,
      fetch: (request, server) => {
        if (server.upgrade(request, { data: {} })) return undefined;
        return this.#http.answer(request);
      },
      websocket: {
        close: (socket) => this.#closed(socket),
        message: (socket, text) => this.#command(socket, JSON.parse(String(text)) as Command),
      },
    });
  }

  get port(): number {
    return this.#server.port as number;
  }

  get url(): string {
    return `http://${this.host}:${this.port}`;
  }

  async stop(): Promise<void> {
    this.rooms.stop();
    await this.#server.stop(true);
  }

  #send(socket: Socket, frame: Item): void {
    const { slowMs = 0 } = this.defects.options;
    const text = JSON.stringify(frame);
    if (slowMs === 0) socket.send(text);
    else setTimeout(() => socket.send(text), slowMs);
  }

  #closed(socket: Socket): void {
    const { device } = socket.data;
    if (device === undefined) return;
    this.queues.devices.delete(device);
    this.rooms.gone(device);
  }

  #command(socket: Socket, command: Command): void {
    if (command.cmd.endsWith('send') && this.defects.hits('close')) {
      socket.close(4006, 'a planted defect');
      return;
    }
    const answer = this.#answerTo(socket, command);
    if (answer !== undefined) this.#send(socket, { id: command.id, ...answer });
  }

  #answerTo(socket: Socket, command: Command): Item | undefined {
    const { device } = socket.data;
    if (command.cmd === 'connect') return { ok: this.#connect(socket, command) };
    if (device === undefined) {
      return { error: { code: 'not_connected', message: 'connect comes first', temporary: false } };
    }
    const { user } = device;
    const room = String(command['room'] ?? '');
    const { clientId = '', kind = 'text', body = {}, conversation = '' } = command;
    const said = { from: user, kind: String(kind), body: body as Item };
    switch (command.cmd) {
      case 'send':
        return this.queues.send({
          ...said,
          conversation: String(conversation),
          clientId: String(clientId),
        });
      case 'sync':
        return { ok: { queues: this.queues.listFor(user, positionsOf(command)), dropped: [] } };
      case 'pull':
        return { ok: { ranges: this.#ranges(command) } };
      case 'room.enter': {
        const { leave, position } = command;
        if (leave !== undefined) this.rooms.leave(device, String(leave));
        return { ok: this.rooms.enter(device, room, position as { syncId: number } | undefined) };
      }
      case 'room.leave':
        this.rooms.leave(device, room);
        return { ok: {} };
      case 'room.send':
        return this.rooms.say(room, { ...said, id: String(clientId) });
      case 'room.tap':
        this.rooms.tap(room, command['counts'] as Record<string, number>);
        return { ok: {} };
      case 'ping':
        return { ok: { now: Date.now() } };
      default:
        return { error: { code: 'unknown_command', message: command.cmd, temporary: false } };
    }
  }

  #connect(socket: Socket, command: Command): Item {
    const user = userOf(String(command['token']));
    const device = new DoubleDevice(user, !this.#hasFirst, (frame) => this.#send(socket, frame));
    this.#hasFirst = true;
    socket.data.device = device;
    this.queues.devices.add(device);
    const queues = this.queues.listFor(user, positionsOf(command));
    const { device: name = '' } = command;
    return {
      app: 'double',
      user,
      device: name,
      now: Date.now(),
      heartbeatMs: 25_000,
      queues,
      dropped: [],
    };
  }

  #ranges(command: Command): Item[] {
    const ranges = command['ranges'] as { queue: string; from: number }[];
    return ranges.map(({ queue, from }) =>
      queue.startsWith('room:') ? this.rooms.range(queue, from) : this.queues.range(queue, from),
    );
  }

  #metrics(): string {
    this.#residentBytes += this.defects.options.leakBytes ?? 0;
    return `process_resident_memory_bytes ${this.#residentBytes}\n`;
  }
}

/** Of a JSON Web Token, or of the double's own. */
function userOf(token: string): string {
  const [head, middle = ''] = token.split('.');
  if (head === 'double') return token.slice('double.'.length);
  return String(JSON.parse(Buffer.from(middle, 'base64url').toString())['sub']);
}

function positionsOf(command: Command): [string, number, number][] {
  return (command['positions'] ?? []) as [string, number, number][];
}
