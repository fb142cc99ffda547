import { type ConnectAnswer, type HeadPush, subprotocol } from '@eagre/protocol';
import { RawDevice } from '../lib/raw-device.ts';
import { ConversationOrder } from './conversation-order.ts';
import type { EntriesFrame } from './entries-frame.ts';
import type { Fleet } from './fleet.ts';
import { pullMissing } from './pull-missing.ts';
import { type FollowerHost, QueueFollower } from './queue-follower.ts';
import { type Command, type OnAnswer, Requests, textOf } from './requests.ts';

export interface DeviceOptions {
  user: string;
  token: string;
  positions?: readonly (readonly [queue: string, epoch: number, syncId: number])[];
  recent?: number;
  bytes?: number;
  /** False: pushes are only counted and no queue is remembered, for devices that shall be idle. */
  follows?: boolean;
}

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
  readonly #requests: Requests;
  readonly #queues = new Map<string, QueueFollower>();
  /** The one of the latest push: mostly it is that of the next, too. */
  #latestQueue: QueueFollower | undefined;
  readonly #order: ConversationOrder;
  #raw: RawDevice | undefined;
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
    this.#requests = new Requests(
      options.user,
      (frame) => this.#raw?.send(frame),
      ({ code, message }) => {
        fleet.refusals += 1;
        fleet.lastRefusal = `${code}: ${message}`;
      },
    );
  }

  /** Follows queues that are all at their heads. */
  get isUpToDate(): boolean {
    for (const follower of this.#queues.values()) if (follower.isBehind) return false;
    return true;
  }

  call(command: Command, onAnswer: OnAnswer): void {
    this.#requests.call(command, onAnswer);
  }

  request<Answer>(command: Command): Promise<Answer> {
    return this.#requests.request(command);
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
    pullMissing(this, this.#fleet, follower);
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
    const answer = await this.#requests.untilTaken<ConnectAnswer>(
      {
        cmd: 'connect',
        token: options.token,
        device: `d-${options.user}`,
        positions: options.positions ?? [],
        agent: 'eagre-bench',
        ...(options.recent === undefined ? {} : { recent: options.recent }),
        ...(options.bytes === undefined ? {} : { bytes: options.bytes }),
      },
      () => this.#raw?.isOpen === true,
    );
    this.connectMs = performance.now() - sentAtMs;
    return answer;
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
    this.#requests.answer(text, ({ ok }) => {
      // A connect that is followed by pushes in the same chunk must have its queues by then.
      const queues = (ok as ConnectAnswer | undefined)?.queues;
      if (this.#follows && this.#queues.size === 0 && queues !== undefined) {
        this.#follow(ok as ConnectAnswer);
      }
    });
  }

  #closed(code: number, reason: string): void {
    const message = `connection closed with ${code} (${reason})`;
    this.#requests.closed(message);
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
