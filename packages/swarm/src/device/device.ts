import {
  type ConnectAnswer,
  type HeadPush,
  type RoomEnterAnswer,
  subprotocol,
} from '@eagre/protocol';
import { ConversationOrder } from './conversation-order.ts';
import { type EntriesFrame, ownIn } from './entries-frame.ts';
import type { Fleet } from './fleet.ts';
import { frameKind } from './frame-kind.ts';
import { pullMissing } from './pull-missing.ts';
import { type FollowerHost, QueueFollower } from './queue-follower.ts';
import { RawDevice } from './raw-device.ts';
import { type Command, type OnAnswer, Requests, textOf } from './requests.ts';
import type { RoomFrame } from './room-frame.ts';
import type { RoomSeat } from './room-seat.ts';
import { RoomSeats } from './room-seats.ts';

export interface DeviceOptions {
  user: string;
  token: string;
  /** Its name; `d-USER` unless told. */
  name?: string;
  positions?: readonly (readonly [queue: string, epoch: number, syncId: number])[];
  recent?: number;
  bytes?: number;
  /** Takes large frames packed. */
  packs?: boolean;
  /** False: pushes are only counted and nothing is remembered, for devices that shall be idle. */
  follows?: boolean;
}

/** A refused device asks again after this when the server names no time. ms. */
const enterRetryMs = 100;

/** `room:` of a queue's name. */
const roomQueue = 'room:';

/** One device of one user on a raw connection: follows queues and rooms, sends, and checks order. */
export class Device implements FollowerHost {
  readonly user: string;
  readonly #fleet: Fleet;
  readonly #options: DeviceOptions;
  readonly #follows: boolean;
  readonly #requests: Requests;
  #raw: RawDevice | undefined;
  #queues: Map<string, QueueFollower> | undefined;
  /** The one of the latest push: mostly it is that of the next, too. */
  #latestQueue: QueueFollower | undefined;
  readonly #order: ConversationOrder;
  readonly #seats: RoomSeats;
  /** Greater than that of an earlier connection of the device. */
  #generation = Date.now();
  /** Messages handed over, the reliable ones of rooms among them. */
  received = 0;
  /** Of those, the device's own user's. */
  receivedOwn = 0;
  /** ms from sending `connect` to its answer. */
  connectMs = 0;

  static async connect(
    fleet: Fleet,
    options: DeviceOptions,
  ): Promise<{ device: Device; answer: ConnectAnswer }> {
    const device = new Device(fleet, options);
    await device.#open();
    const answer = await device.#connect();
    return { device, answer };
  }

  private constructor(fleet: Fleet, options: DeviceOptions) {
    this.#fleet = fleet;
    this.#options = options;
    this.user = options.user;
    this.#follows = options.follows ?? true;
    this.#seats = new RoomSeats(this, fleet.ledger);
    this.#order = new ConversationOrder(options.user, fleet.ledger);
    this.#requests = new Requests(
      options.user,
      (frame) => this.#raw?.send(frame),
      ({ code, message }) => {
        fleet.refusals += 1;
        fleet.lastRefusal = `${code}: ${message}`;
      },
    );
  }

  get isOpen(): boolean {
    return this.#raw?.isOpen === true;
  }

  /** Follows queues that are all at their heads. */
  get isUpToDate(): boolean {
    for (const follower of this.#queues?.values() ?? []) if (follower.isBehind) return false;
    return true;
  }

  /** Its place in the room that it entered last or that showed something last. */
  get seat(): RoomSeat | undefined {
    return this.#seats.latest;
  }

  seatIn(room: string): RoomSeat | undefined {
    return this.#seats.get(room);
  }

  /** A generation greater than all before, for commands that need one. */
  nextGeneration(): number {
    this.#generation += 1;
    return this.#generation;
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

  say(room: string, clientId: string, text: string, onAnswer: OnAnswer): void {
    this.call({ cmd: 'room.send', room, clientId, kind: 'text', body: { text } }, onAnswer);
  }

  /** Asks again for as long as the server has too much to do: it says when to. */
  async enter(room: string): Promise<RoomEnterAnswer> {
    for (;;) {
      const command = { cmd: 'room.enter', room, gen: this.nextGeneration() };
      const { ok, error } = await this.#entering(command);
      if (error === undefined) return ok as RoomEnterAnswer;
      if (!error.temporary || !this.isOpen) {
        throw new Error(`${this.user} may not enter ${room}: ${error.code}: ${error.message}`);
      }
      await Bun.sleep(error.retryAfterMs ?? enterRetryMs);
    }
  }

  leave(room: string): Promise<unknown> {
    this.#seats.rise(room);
    return this.#requests.request({ cmd: 'room.leave', room, gen: this.nextGeneration() });
  }

  /** Reads nothing any more until `resumeReading`; the kernel's buffers fill, then the server's. */
  pauseReading(): void {
    this.#raw?.pauseReading();
  }

  resumeReading(): void {
    this.#raw?.resumeReading();
  }

  close(): void {
    this.#raw?.close();
  }

  terminate(): void {
    this.#raw?.terminate();
  }

  /** Pulls what the connect answer did not carry, until every queue is at its head. */
  pullOn(): void {
    for (const follower of this.#queues?.values() ?? []) if (follower.isBehind) follower.pullOn();
  }

  pull(follower: QueueFollower): void {
    pullMissing(this, this.#fleet, follower);
  }

  handOver(frame: EntriesFrame, from: number): void {
    const count = frame.messages.length - from;
    this.received += count;
    if (frame.queue.startsWith(roomQueue)) {
      this.#fleet.reliable += count;
      return;
    }
    this.#fleet.entries += count;
    this.receivedOwn += ownIn(frame, from, this.user);
    this.#order.goesOn(frame, from);
    this.#fleet.onDelivered(this, frame, from);
  }

  async #open(): Promise<void> {
    const { host, port, tls } = this.#fleet.address;
    this.#raw = await RawDevice.open({
      host,
      port,
      ...(tls === undefined ? {} : { tls }),
      path: '/v1/connect',
      subprotocol,
      onText: (bytes, start, end) => this.#text(bytes, start, end),
      onBinary: (bytes, start, end) => this.#packed(bytes, start, end),
      onClosed: (code, reason) => this.#closed(code, reason),
    });
  }

  async #connect(): Promise<ConnectAnswer> {
    const sentAtMs = performance.now();
    const { token, name, positions, recent, bytes, packs } = this.#options;
    const answer = await this.#requests.untilTaken<ConnectAnswer>(
      {
        cmd: 'connect',
        token,
        device: name ?? `d-${this.user}`,
        positions: positions ?? [],
        agent: 'eagre-swarm',
        ...(recent === undefined ? {} : { recent }),
        ...(bytes === undefined ? {} : { bytes }),
        ...(packs ? { pack: 'deflate' } : {}),
      },
      () => this.isOpen,
    );
    this.connectMs = performance.now() - sentAtMs;
    return answer;
  }

  #follow(answer: ConnectAnswer): void {
    this.#queues = new Map();
    for (const { queue, epoch, head, from, items } of answer.queues) {
      const follower = new QueueFollower(this, queue, epoch, from + items.length, head);
      this.#queues.set(queue, follower);
    }
  }

  /** The seat is there before the next frame of the same chunk is looked at. */
  #entering(command: Command): Promise<Parameters<OnAnswer>[0]> {
    return new Promise((resolve) => {
      this.call(command, (answer) => {
        if (answer.ok !== undefined && this.#follows) this.#seats.sit(answer.ok as RoomEnterAnswer);
        resolve(answer);
      });
    });
  }

  #text(bytes: Uint8Array, start: number, end: number): void {
    const kind = frameKind(bytes, start);
    if (kind === 'room') this.#room(bytes, start, end);
    else if (kind === 'entries') this.#entries(bytes, start, end);
    else if (kind === 'answer') this.#answer(textOf(bytes, start, end));
    else if (kind === 'head' && this.#follows) this.#heads(textOf(bytes, start, end));
    else if (kind === 'room.state') this.#fleet.states += 1;
  }

  #room(bytes: Uint8Array, start: number, end: number): void {
    if (this.#follows) this.#show(this.#fleet.roomFrames.text(bytes, start, end));
    else this.#fleet.roomPushes += 1;
  }

  #entries(bytes: Uint8Array, start: number, end: number): void {
    this.#fleet.pushes += 1;
    this.#fleet.lastPushBytes = end - start;
    if (!this.#follows) return;
    const frame = this.#fleet.frames.read(bytes, start, end);
    if (this.#latestQueue?.queue !== frame.queue) {
      this.#latestQueue = this.#queues?.get(frame.queue);
    }
    this.#latestQueue?.push(frame);
  }

  #heads(text: string): void {
    const { heads } = JSON.parse(text) as HeadPush;
    for (const [queue, , head] of heads) {
      (this.#queues?.get(queue) ?? this.#seats.get(queue)?.log)?.headIs(head);
    }
  }

  #packed(bytes: Uint8Array, start: number, end: number): void {
    if (this.#follows) this.#show(this.#fleet.roomFrames.packed(bytes, start, end));
    else this.#fleet.roomPushes += 1;
  }

  #show(frame: RoomFrame): void {
    const fleet = this.#fleet;
    fleet.roomPushes += 1;
    fleet.roomBytes += frame.bytes;
    if (!this.#seats.take(frame)) return;
    fleet.chat += frame.chat;
    fleet.onRoomFrame(this, frame);
  }

  #answer(text: string): void {
    this.#requests.answer(text, ({ ok }) => {
      // A connect that is followed by pushes in the same chunk must have its queues by then.
      const queues = (ok as ConnectAnswer | undefined)?.queues;
      if (this.#follows && this.#queues === undefined && queues !== undefined) {
        this.#follow(ok as ConnectAnswer);
      }
    });
  }

  #closed(code: number, reason: string): void {
    this.#requests.closed(`connection closed with ${code} (${reason})`);
    this.#fleet.onLost(this, code, reason);
  }
}
