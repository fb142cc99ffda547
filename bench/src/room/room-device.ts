import {
  type ConnectAnswer,
  type HeadPush,
  type RoomEnterAnswer,
  subprotocol,
} from '@eagre/protocol';
import type { EntriesFrame } from '../device/entries-frame.ts';
import { pullMissing } from '../device/pull-missing.ts';
import type { FollowerHost, QueueFollower } from '../device/queue-follower.ts';
import { type Command, type OnAnswer, Requests, textOf } from '../device/requests.ts';
import { RawDevice } from '../lib/raw-device.ts';
import type { RoomFleet } from './room-fleet.ts';
import type { RoomFrame } from './room-frame.ts';
import { RoomSeat } from './room-seat.ts';

export interface RoomDeviceOptions {
  user: string;
  token: string;
  /** Takes large frames packed. */
  packs?: boolean;
  /** False: frames are only counted, for devices that only come and go. */
  follows?: boolean;
}

/** A refused device asks again after this when the server names no time. ms. */
const enterRetryMs = 100;

/** `{"id":…`, `{"push":"room",…`, `{"push":"room.state"…`, `{"push":"head"…`: by these letters. */
const idAt = 2;
const isAnswer = 0x69;
const kindAt = 9;
const isHead = 0x68;
const isRoom = 0x72;
/** `read` begins like `room`. */
const secondAt = 10;
const secondOfRoom = 0x6f;
const afterRoomAt = 13;
const dot = 0x2e;

/** One device on a raw connection: enters rooms, follows what is shown there, and speaks. */
export class RoomDevice implements FollowerHost {
  readonly user: string;
  readonly #fleet: RoomFleet;
  readonly #follows: boolean;
  readonly #requests: Requests;
  #seats: Map<string, RoomSeat> | undefined;
  /** The one of the latest frame: mostly it is that of the next, too. */
  #seat: RoomSeat | undefined;
  #raw: RawDevice | undefined;
  /** Greater than that of an earlier connection of the device. */
  #generation = Date.now();
  /** Reliable messages handed over. */
  received = 0;

  static async connect(fleet: RoomFleet, options: RoomDeviceOptions): Promise<RoomDevice> {
    const device = new RoomDevice(fleet, options);
    device.#raw = await RawDevice.open({
      host: fleet.host,
      port: fleet.port,
      path: '/v1/connect',
      subprotocol,
      onText: (bytes, start, end) => device.#text(bytes, start, end),
      onBinary: (bytes, start, end) => device.#packed(bytes, start, end),
      onClosed: (code, reason) => device.#closed(code, reason),
    });
    await device.#connect(options);
    return device;
  }

  private constructor(fleet: RoomFleet, { user, follows }: RoomDeviceOptions) {
    this.#fleet = fleet;
    this.user = user;
    this.#follows = follows ?? true;
    this.#requests = new Requests(
      user,
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

  get seat(): RoomSeat | undefined {
    return this.#seat;
  }

  /** A generation greater than all before, for commands that need one. */
  nextGeneration(): number {
    this.#generation += 1;
    return this.#generation;
  }

  call(command: Command, onAnswer: OnAnswer): void {
    this.#requests.call(command, onAnswer);
  }

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
    this.#seats?.delete(room);
    if (this.#seat?.room === room) this.#seat = undefined;
    return this.#requests.request({ cmd: 'room.leave', room, gen: this.nextGeneration() });
  }

  say(room: string, clientId: string, text: string, onAnswer: OnAnswer): void {
    const content = { kind: 'text', body: { text } };
    this.call({ cmd: 'room.send', room, clientId, ...content }, onAnswer);
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

  handOver({ messages }: EntriesFrame, from: number): void {
    const count = messages.length - from;
    this.received += count;
    this.#fleet.reliable += count;
  }

  #connect({ token, packs }: RoomDeviceOptions): Promise<ConnectAnswer> {
    const command = {
      cmd: 'connect',
      token,
      device: `d-${this.user}`,
      recent: 0,
      agent: 'eagre-bench',
      ...(packs ? { pack: 'deflate' } : {}),
    };
    return this.#requests.untilTaken(command, () => this.isOpen);
  }

  /** The seat is there before the next frame of the same chunk is looked at. */
  #entering(command: Command): Promise<Parameters<OnAnswer>[0]> {
    return new Promise((resolve) => {
      this.call(command, (answer) => {
        if (answer.ok !== undefined && this.#follows) this.#sit(answer.ok as RoomEnterAnswer);
        resolve(answer);
      });
    });
  }

  #sit(answer: RoomEnterAnswer): void {
    const seat = new RoomSeat(this, this.#fleet.ledger, answer);
    this.#seats ??= new Map();
    this.#seats.set(answer.room, seat);
    this.#seat = seat;
  }

  #text(bytes: Uint8Array, start: number, end: number): void {
    if (bytes[start + idAt] === isAnswer) {
      this.#requests.answer(textOf(bytes, start, end));
    } else if (bytes[start + kindAt] === isRoom && bytes[start + secondAt] === secondOfRoom) {
      if (bytes[start + afterRoomAt] === dot) this.#fleet.states += 1;
      else if (this.#follows) this.#take(this.#fleet.roomFrames.text(bytes, start, end));
      else this.#fleet.frames += 1;
    } else if (bytes[start + kindAt] === isHead) {
      const { heads } = JSON.parse(textOf(bytes, start, end)) as HeadPush;
      for (const [queue, , head] of heads) this.#seats?.get(queue)?.log.headIs(head);
    }
  }

  #packed(bytes: Uint8Array, start: number, end: number): void {
    if (this.#follows) this.#take(this.#fleet.roomFrames.packed(bytes, start, end));
    else this.#fleet.frames += 1;
  }

  #take(frame: RoomFrame): void {
    const fleet = this.#fleet;
    fleet.frames += 1;
    fleet.bytes += frame.bytes;
    if (this.#seat?.room !== frame.room) {
      const seat = this.#seats?.get(frame.room);
      // A frame that came before the answer to `room.enter`: the next one tells the head.
      if (seat === undefined) return;
      this.#seat = seat;
    }
    fleet.chat += frame.chat;
    this.#seat.take(frame);
    fleet.onFrame(this, frame);
  }

  #closed(code: number, reason: string): void {
    const message = `connection closed with ${code} (${reason})`;
    this.#requests.closed(message);
    if (!this.#fleet.closing) this.#fleet.ledger.fault(`${this.user}: ${message}`);
  }
}
