import type { ConnectAnswer, HeadPush, RoomEnterAnswer, RoomStatePush } from '@eagre/protocol';
import { nowMs } from '../engine/now.ts';
import { ConversationOrder } from './conversation-order.ts';
import type { Device } from './device.ts';
import { type EntriesFrame, ownIn } from './entries-frame.ts';
import type { Fleet } from './fleet.ts';
import { FollowedQueues, type Position, type QueuesHost } from './followed-queues.ts';
import { Puller, type PullHost } from './puller.ts';
import type { QueueFollower, QueueRange } from './queue-follower.ts';
import { type Command, type OnAnswer, textOf } from './requests.ts';
import type { RoomFrames } from './room-frame.ts';
import type { SeatHost } from './room-seat.ts';
import { RoomSeats } from './room-seats.ts';

/** `room:` of a queue's name. */
const roomQueue = 'room:';

/** After these the device is no longer in the room. */
const outOfRoom: readonly RoomStatePush['state'][] = ['banned', 'closed', 'elsewhere'];

/** What one device has seen: its places in queues and rooms. It outlives the device's connections. */
export class Inbox implements SeatHost, QueuesHost, PullHost {
  readonly user: string;
  readonly #device: Device;
  readonly #fleet: Fleet;
  readonly order: ConversationOrder;
  readonly queues: FollowedQueues;
  readonly seats: RoomSeats;
  #puller: Puller | undefined;
  #isBegun = false;
  /** Of the node that the device is on. */
  #roomFrames: RoomFrames;
  /** Messages handed over, the reliable ones of rooms among them. */
  received = 0;
  /** Of those of queues, the device's own user's. */
  receivedOwn = 0;

  constructor(device: Device, fleet: Fleet) {
    this.user = device.user;
    this.#device = device;
    this.#fleet = fleet;
    this.order = new ConversationOrder(device.user, fleet.ledger);
    this.queues = new FollowedQueues(this, this.order, fleet.ledger);
    this.seats = new RoomSeats(this, fleet);
    this.#roomFrames = fleet.roomFrames();
  }

  /** Follows queues and room logs that are all at their heads. */
  get isUpToDate(): boolean {
    for (const follower of this.queues) if (follower.isBehind) return false;
    for (const { log } of this.seats.all()) if (log.isBehind) return false;
    return true;
  }

  /** Goes on from these places instead of beginning behind what the first `connect` brings. */
  know(positions: readonly Position[]): void {
    this.queues.know(positions);
    this.#isBegun = true;
  }

  connected(answer: ConnectAnswer): void {
    this.#roomFrames = this.#fleet.roomFrames(this.#device.node);
    if (this.#isBegun) this.queues.resume(answer);
    else this.#begin(answer);
    this.#isBegun = true;
  }

  #begin(answer: ConnectAnswer): void {
    this.queues.begin(answer);
    this.order.sinceMs = nowMs();
  }

  lost(): void {
    this.#puller = undefined;
    this.queues.lost();
    this.seats.lost();
  }

  entered(answer: RoomEnterAnswer): void {
    this.seats.sit(answer);
  }

  entries(bytes: Uint8Array, start: number, end: number): void {
    this.queues.push(this.#fleet.frames.read(bytes, start, end));
  }

  heads(bytes: Uint8Array, start: number, end: number): void {
    const { heads } = JSON.parse(textOf(bytes, start, end)) as HeadPush;
    for (const [queue, epoch, head] of heads) {
      const seat = this.seats.get(queue);
      if (seat !== undefined) seat.log.headIs(head, epoch);
      else this.queues.headIs(queue, head, epoch);
    }
  }

  room(kind: 'text' | 'packed', bytes: Uint8Array, start: number, end: number): void {
    const fleet = this.#fleet;
    const frame = this.#roomFrames[kind](bytes, start, end);
    fleet.roomPushes += 1;
    fleet.roomBytes += frame.bytes;
    if (!this.seats.take(frame)) return;
    fleet.chat += frame.chat;
    fleet.onRoomFrame(this.#device, frame);
  }

  roomState(bytes: Uint8Array, start: number, end: number): void {
    const { room, state } = JSON.parse(textOf(bytes, start, end)) as RoomStatePush;
    if (outOfRoom.includes(state)) this.seats.rise(room);
  }

  call(command: Command, onAnswer: OnAnswer): void {
    this.#device.call(command, onAnswer);
  }

  pull(follower: QueueFollower): void {
    this.#puller ??= new Puller(this, this.#fleet);
    this.#puller.want(follower);
  }

  follows(follower: QueueFollower): boolean {
    return this.queues.has(follower) || this.seats.get(follower.queue)?.log === follower;
  }

  gap({ queue, epoch, position }: QueueFollower, range: QueueRange): void {
    const why = range.gap ?? 'without a word';
    const text = `gap in ${queue} (${why}): after ${epoch}/${position} comes ${range.epoch}/${range.from + 1}`;
    this.#fleet.ledger.fault(`${this.user}: ${text}`, 'gap');
  }

  begin(conversation: string, base: number): void {
    this.order.begin(conversation, base);
  }

  end(conversation: string): void {
    this.order.end(conversation);
  }

  handOver(frame: EntriesFrame, from: number): void {
    this.queues.route(frame, from);
  }

  deliver(frame: EntriesFrame, from: number): void {
    const count = frame.messages.length - from;
    this.received += count;
    this.order.goesOn(frame, from);
    if (frame.queue.startsWith(roomQueue)) {
      this.#fleet.reliable += count;
      this.#fleet.onReliable(this.#device, frame, from);
      return;
    }
    this.#fleet.entries += count;
    this.receivedOwn += ownIn(frame, from, this.user);
    this.#fleet.onDelivered(this.#device, frame, from);
  }
}
