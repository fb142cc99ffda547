import { deflateSync } from 'node:zlib';
import type { ErrorCode, Push, QueueId, QueuePosition } from '@eagre/protocol';
import { wireError } from '@eagre/protocol/errors';
import { answerCommand, type Frame } from './model-commands.ts';
import { queueStates } from './model-lists.ts';
import type { ModelServer } from './model-server.ts';

export interface ModelSocket {
  send(frame: string | Uint8Array): void;
  close(code: number, reason: string): void;
}

/** What a connection was not told yet of a queue: entries `first` to `last`. */
interface Untold {
  epoch: number;
  first: number;
  last: number;
  onlyHead: boolean;
}

/** One device at the model server. */
export class ModelConnection {
  readonly server: ModelServer;
  readonly #socket: ModelSocket;
  readonly #untold = new Map<QueueId, Untold>();
  #state: 'new' | 'corked' | 'open' | 'closed' = 'new';
  #flushing = false;
  #packs = false;
  user = '';
  device = '';

  constructor(server: ModelServer, socket: ModelSocket) {
    this.server = server;
    this.#socket = socket;
  }

  message(text: string): void {
    const frame = JSON.parse(text) as Frame;
    if (this.#state === 'closed') return;
    if (frame.cmd === 'connect') this.#connect(frame);
    else if (this.#state !== 'open') this.error(frame.id, 'not_connected');
    else this.server.later(() => this.#state === 'open' && answerCommand(this, frame));
  }

  /** The network says that the device is gone. */
  closed(): void {
    this.#state = 'closed';
    this.server.connections.delete(this);
    this.server.rooms.lost(this);
  }

  close(code: number, reason: string): void {
    if (this.#state === 'closed') return;
    this.closed();
    this.#socket.close(code, reason);
  }

  follows(queue: QueueId): boolean {
    if (this.#state === 'new' || this.#state === 'closed') return false;
    if (queue === `user:${this.user}`) return true;
    const conversation = this.server.state.conversations.get(queue);
    return conversation?.mode === 'read' && conversation.members.has(this.user);
  }

  /** An entry was committed to a queue that is followed. */
  note(queue: QueueId, epoch: number, syncId: number): void {
    const onlyHead = this.#state === 'corked' || this.server.happens(this.server.temper.behind);
    const untold = this.#untold.get(queue);
    if (untold?.epoch === epoch) {
      untold.last = syncId;
      untold.onlyHead ||= onlyHead;
    } else {
      this.#untold.set(queue, { epoch, first: syncId, last: syncId, onlyHead });
    }
  }

  /** Sends what was noted, merged, after the time that it takes. */
  flush(): void {
    if (this.#untold.size === 0 || this.#flushing || this.#state !== 'open') return;
    this.#flushing = true;
    this.server.later(() => {
      this.#flushing = false;
      if (this.#state === 'open') this.#sendUntold();
    });
  }

  tell(push: Push): void {
    if (this.#state === 'open') this.#send(push);
  }

  ok(id: number, ok: unknown): void {
    this.#send({ id, ok });
  }

  error(id: number, code: ErrorCode, message = code as string): void {
    this.#send({ id, error: wireError(code, message) });
  }

  #send(frame: unknown): void {
    if (this.#state === 'closed') return;
    const text = JSON.stringify(frame);
    const isRoom = text.startsWith('{"push":"room"');
    this.#socket.send(this.#packs && isRoom ? new Uint8Array(deflateSync(text)) : text);
  }

  #sendUntold(): void {
    const heads: [QueueId, number, number][] = [];
    for (const [queue, { epoch, first, last, onlyHead }] of this.#untold) {
      const log = this.server.state.logOf(queue);
      if (onlyHead || log?.epoch !== epoch || first <= log.low || last > log.head) {
        heads.push([queue, epoch, last]);
      } else {
        this.#send({ push: 'entries', queue, epoch, first, items: log.slice(first, last) });
      }
    }
    this.#untold.clear();
    if (heads.length > 0) this.#send({ push: 'head', heads });
  }

  /** Corked first, so that what is committed while the answer is put together is not lost. */
  #connect(frame: Frame): void {
    if (this.#state !== 'new') return;
    const { server } = this;
    if (server.happens(server.temper.refusal)) {
      this.error(frame.id, 'overloaded');
      this.close(4004, 'overloaded');
      return;
    }
    this.user = String(frame['token']);
    this.device = String(frame['device']);
    this.#packs = frame['pack'] === 'deflate';
    this.#state = 'corked';
    server.replace(this);
    queueStates(this, frame['positions'] as QueuePosition[], frame, (lists) => {
      if (this.#state !== 'corked') return;
      this.ok(frame.id, {
        app: 'model',
        user: this.user,
        device: this.device,
        now: server.clock.now(),
        tokenExpiresAt: server.clock.now() + 3_600_000,
        heartbeatMs: server.heartbeatMs,
        ...lists,
      });
      this.#state = 'open';
      this.flush();
    });
  }
}
