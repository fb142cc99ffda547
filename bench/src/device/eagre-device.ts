import {
  type ConnectAnswer,
  type HeadPush,
  type PullAnswer,
  subprotocol,
  type WireError,
  wireLimits,
} from '@eagre/protocol';
import { RawDevice } from '../lib/raw-device.ts';
import { ConversationOrder } from './conversation-order.ts';
import type { EntriesFrame } from './entries-frame.ts';
import type { Fleet } from './fleet.ts';
import { type FollowerHost, QueueFollower } from './queue-follower.ts';

export interface DeviceOptions {
  user: string;
  token: string;
  positions?: readonly (readonly [queue: string, epoch: number, syncId: number])[];
  recent?: number;
  bytes?: number;
  /** False: pushes are only counted and no queue is remembered, for devices that shall be idle. */
  follows?: boolean;
}

interface AnswerParts {
  ok?: unknown;
  error?: WireError;
}

type OnAnswer = (answer: AnswerParts) => void;

/** A refused device asks again after this when the server names no time. ms. */
const defaultRetryMs = 100;

/** `{"push":"e…` and `{"id":…`: what a frame is, by the letter at this place. */
const kindAt = 9;
const isEntries = 0x65;
const isHead = 0x68;
const idAt = 2;
const isAnswer = 0x69;

/** One device of one user on a raw connection: follows its queues, and sends. */
export class EagreDevice implements FollowerHost {
  readonly user: string;
  readonly #fleet: Fleet;
  readonly #follows: boolean;
  readonly #waiting = new Map<number, OnAnswer>();
  readonly #queues = new Map<string, QueueFollower>();
  /** The one of the latest push: mostly it is that of the next, too. */
  #latestQueue: QueueFollower | undefined;
  readonly #order: ConversationOrder;
  #raw: RawDevice | undefined;
  #nextId = 1;
  /** Messages handed over. */
  received = 0;
  /** Of those, the device's own user's. */
  receivedOwn = 0;
  /** ms from sending `connect` to its answer. */
  connectMs = 0;

  static async connect(
    fleet: Fleet,
    options: DeviceOptions,
  ): Promise<{ device: EagreDevice; answer: ConnectAnswer }> {
    const device = new EagreDevice(fleet, options);
    device.#raw = await RawDevice.open({
      host: fleet.host,
      port: fleet.port,
      path: '/v1/connect',
      subprotocol,
      onText: (bytes, start, end) => device.#frame(bytes, start, end),
      onClosed: (code, reason) => device.#closed(code, reason),
    });
    const answer = await device.#connect(options);
    return { device, answer };
  }

  private constructor(fleet: Fleet, options: DeviceOptions) {
    this.#fleet = fleet;
    this.user = options.user;
    this.#order = new ConversationOrder(options.user, fleet.ledger);
    this.#follows = options.follows ?? true;
  }

  /** Follows queues that are all at their heads. */
  get isUpToDate(): boolean {
    for (const follower of this.#queues.values()) if (follower.isBehind) return false;
    return true;
  }

  call(command: { cmd: string } & Record<string, unknown>, onAnswer: OnAnswer): void {
    const id = this.#nextId;
    this.#nextId += 1;
    this.#waiting.set(id, onAnswer);
    this.#raw?.send(JSON.stringify({ id, ...command }));
  }

  request<Answer>(command: { cmd: string } & Record<string, unknown>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.call(command, ({ ok, error }) => {
        if (error === undefined) resolve(ok as Answer);
        else reject(new Error(`${command.cmd} of ${this.user}: ${error.code}: ${error.message}`));
      });
    });
  }

  sendText(conversation: string, clientId: string, text: string, onAnswer: OnAnswer): void {
    this.call({ cmd: 'send', conversation, clientId, kind: 'text', body: { text } }, onAnswer);
  }

  close(): void {
    this.#raw?.close();
  }

  terminate(): void {
    this.#raw?.terminate();
  }

  pull(follower: QueueFollower): void {
    this.#fleet.pulls += 1;
    const { queue, epoch, position } = follower;
    const ranges = [{ queue, epoch, from: position }];
    this.call({ cmd: 'pull', ranges, bytes: wireLimits.answerBytes }, ({ ok, error }) => {
      const range = (ok as PullAnswer | undefined)?.ranges[0];
      const refusal = error ?? range?.error;
      if (range === undefined || refusal !== undefined) {
        this.#fleet.ledger.fault(`${this.user}: pull of ${queue} refused: ${refusal?.message}`);
        return;
      }
      if (range.gap !== undefined) this.#fleet.ledger.fault(`${this.user}: gap in ${queue}`);
      this.#fleet.ledger.check(follower.pulled(range));
    });
  }

  handOver(frame: EntriesFrame, from: number): void {
    const count = frame.messages.length - from;
    this.received += count;
    this.receivedOwn += ownIn(frame, from, this.user);
    this.#fleet.deliveries += count;
    this.#order.goesOn(frame, from);
    this.#fleet.onDelivered(this, frame, from);
  }

  async #connect(options: DeviceOptions): Promise<ConnectAnswer> {
    const sentAtMs = performance.now();
    const answer = await this.#untilTaken({
      cmd: 'connect',
      token: options.token,
      device: `d-${options.user}`,
      positions: options.positions ?? [],
      agent: 'eagre-bench',
      ...(options.recent === undefined ? {} : { recent: options.recent }),
      ...(options.bytes === undefined ? {} : { bytes: options.bytes }),
    });
    this.connectMs = performance.now() - sentAtMs;
    return answer;
  }

  /** A server that has too much to do says when to ask again. */
  async #untilTaken(command: { cmd: string } & Record<string, unknown>): Promise<ConnectAnswer> {
    for (;;) {
      const { ok, error } = await new Promise<AnswerParts>((resolve) =>
        this.call(command, resolve),
      );
      if (error === undefined) return ok as ConnectAnswer;
      if (!error.temporary || this.#raw?.isOpen !== true) {
        throw new Error(`connect of ${this.user}: ${error.code}: ${error.message}`);
      }
      await Bun.sleep(error.retryAfterMs ?? defaultRetryMs);
    }
  }

  #follow(answer: ConnectAnswer): void {
    for (const { queue, epoch, head, from, items } of answer.queues) {
      const follower = new QueueFollower(this, queue, epoch, from + items.length, head);
      this.#queues.set(queue, follower);
    }
  }

  /** Pulls what the connect answer did not carry, until every queue is at its head. */
  pullOn(): void {
    for (const follower of this.#queues.values()) if (follower.isBehind) follower.pullOn();
  }

  #frame(bytes: Uint8Array, start: number, end: number): void {
    if (bytes[start + idAt] === isAnswer) {
      this.#answer(textOf(bytes, start, end));
    } else if (bytes[start + kindAt] === isEntries) {
      this.#fleet.pushes += 1;
      this.#fleet.lastPushBytes = end - start;
      if (!this.#follows) return;
      const frame = this.#fleet.frames.read(bytes, start, end);
      if (this.#latestQueue?.queue !== frame.queue)
        this.#latestQueue = this.#queues.get(frame.queue);
      this.#latestQueue?.push(frame);
    } else if (bytes[start + kindAt] === isHead && this.#follows) {
      const { heads } = JSON.parse(textOf(bytes, start, end)) as HeadPush;
      for (const [queue, , head] of heads) this.#queues.get(queue)?.headIs(head);
    }
  }

  #answer(text: string): void {
    const answer = JSON.parse(text) as { id: number; ok?: unknown; error?: WireError };
    const onAnswer = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    if (answer.error !== undefined) {
      this.#fleet.refusals += 1;
      this.#fleet.lastRefusal = `${answer.error.code}: ${answer.error.message}`;
    }
    // A connect that is followed by pushes in the same chunk must have its queues by then.
    const queues = (answer.ok as ConnectAnswer | undefined)?.queues;
    if (this.#follows && this.#queues.size === 0 && queues !== undefined) {
      this.#follow(answer.ok as ConnectAnswer);
    }
    onAnswer?.(answer);
  }

  #closed(code: number, reason: string): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    const message = `connection closed with ${code} (${reason})`;
    for (const onAnswer of waiting) {
      onAnswer({ error: { code: 'internal', message, temporary: true } });
    }
    if (!this.#fleet.closing) this.#fleet.ledger.fault(`${this.user}: ${message}`);
  }
}

function ownIn(frame: EntriesFrame, from: number, user: string): number {
  if (from === 0) return frame.authors.get(user) ?? 0;
  let count = 0;
  for (let i = from; i < frame.messages.length; i += 1) {
    if (frame.messages[i]?.from === user) count += 1;
  }
  return count;
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString();
}
