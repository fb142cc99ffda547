import type { ErrorCode, Random, WireError } from '@eagre/protocol';
import type { Device } from '../device/device.ts';
import type { AnswerParts, Command } from '../device/requests.ts';
import { nowMs } from '../engine/now.ts';

/** Rooms that a device is in at once, at most: the server's own limit leaves room for what overtakes. */
const mostRooms = 3;
/** Commands that come too late: with a generation that is not the latest. */
const lateShare = 0.02;

/** The server has too much to do, or the device is on its way back: it stays where it is. */
const putOffBy: readonly ErrorCode[] = ['overloaded', 'rate_limited', 'draining', 'not_connected'];

/** What a hopper needs of its device. */
export type HopperDevice = Pick<Device, 'call' | 'nextGeneration' | 'connections'>;

interface Register {
  gen: number;
  isIn: boolean;
}

/**
 * A device that hops through rooms, and the model of where it is: for each room the action with the
 * greatest generation that was answered counts. Commands are sent without waiting for answers.
 */
export class Hopper {
  readonly #device: HopperDevice;
  readonly #rooms: readonly string[];
  readonly #random: Random;
  readonly #registers = new Map<string, Register>();
  /** Where the device wants to be, before the answers. */
  readonly #wanted = new Set<string>();
  readonly #touched = new Set<string>();
  done = 0;
  sent = 0;
  /** Late actions that were refused, as they must be. */
  stale = 0;
  /** Commands that were not done since the server had too much to do. */
  putOff = 0;
  readonly failures: string[] = [];
  /** Told the command, and when it was due as `hop` was told. */
  onAnswer: (cmd: string, dueMs: number) => void = () => {};
  #dueMs = 0;
  /** A connection ended before an answer: the model may be wrong until `restate`. */
  #isUncertain = false;
  #connections: number;

  constructor(device: HopperDevice, rooms: readonly string[], random: Random) {
    this.#device = device;
    this.#connections = device.connections;
    this.#rooms = rooms;
    this.#random = random;
  }

  /** Rooms that the device is in, once all is answered. */
  get rooms(): string[] {
    return [...this.#registers].filter(([, { isIn }]) => isIn).map(([room]) => room);
  }

  /** One command: a leave, a switch or an enter, now and then one that comes too late. */
  hop(dueMs = nowMs()): void {
    this.#dueMs = dueMs;
    const inRooms = [...this.#wanted];
    const from = inRooms[Math.floor(this.#random.next() * inRooms.length)];
    if (from !== undefined && this.#random.next() < lateShare) this.#late(from);
    else if (from === undefined) this.#enter();
    else if (inRooms.length >= mostRooms || this.#random.next() < 0.4) this.#switch(from);
    else if (this.#random.next() < 0.5) this.#leave(from);
    else this.#enter();
  }

  /**
   * Says all again when the connection was lost, so that the model is certain once that is answered: an
   * answer may be missing, or the server may be another one, that knows nothing of the device's rooms.
   */
  restate(): void {
    const { connections } = this.#device;
    if (!this.#isUncertain && connections === this.#connections) return;
    this.#isUncertain = false;
    this.#connections = connections;
    this.#dueMs = nowMs();
    for (const room of this.#touched) {
      if (this.#wanted.has(room)) this.#enter(room);
      else this.#leave(room);
    }
  }

  #enter(room = this.#anyRoom()): void {
    const gen = this.#device.nextGeneration();
    this.#wanted.add(room);
    this.#call({ cmd: 'room.enter', room, gen }, () => this.#set(room, gen, true));
  }

  #leave(room: string): void {
    const gen = this.#device.nextGeneration();
    this.#wanted.delete(room);
    this.#call({ cmd: 'room.leave', room, gen }, () => this.#set(room, gen, false));
  }

  #switch(from: string): void {
    const room = this.#anyRoom();
    if (room === from) {
      this.#leave(from);
      return;
    }
    const gen = this.#device.nextGeneration();
    this.#wanted.delete(from);
    this.#wanted.add(room);
    const left = () => this.#set(from, gen, false);
    const entered = () => {
      this.#set(room, gen, true);
      left();
    };
    // A hop that comes too late for the one room may be news for the other.
    this.#call({ cmd: 'room.enter', room, gen, leave: from }, entered, left);
  }

  /** A leave that was overtaken by the enter after it. */
  #late(room: string): void {
    this.#call({ cmd: 'room.leave', room, gen: 1 }, () => this.#set(room, 1, false));
  }

  #call(
    command: Command & { room: string },
    onOk: () => void,
    onStale: () => void = () => {},
  ): void {
    const dueMs = this.#dueMs;
    this.sent += 1;
    this.#touched.add(command.room);
    this.#device.call(command, (answer) => {
      this.done += 1;
      if (answer.error === undefined) onOk();
      else this.#refused(answer.error, answer.fate);
      if (answer.error?.code === 'stale') onStale();
      this.onAnswer(command.cmd, dueMs);
    });
  }

  #refused({ code, message }: WireError, fate: AnswerParts['fate']): void {
    if (fate !== undefined) this.#isUncertain = true;
    else if (code === 'stale') this.stale += 1;
    else if (putOffBy.includes(code)) this.putOff += 1;
    else this.failures.push(`${code}: ${message}`);
  }

  #set(room: string, gen: number, isIn: boolean): void {
    const known = this.#registers.get(room);
    if (known === undefined || gen > known.gen) this.#registers.set(room, { gen, isIn });
  }

  #anyRoom(): string {
    return this.#rooms[Math.floor(this.#random.next() * this.#rooms.length)] as string;
  }
}
