import type { ConnectAnswer, DrainNotice, RoomEnterAnswer, TokenNotice } from '@eagre/protocol';
import { nowMs } from '../engine/now.ts';
import type { ConversationOrder } from './conversation-order.ts';
import { connectCommand, type DeviceOptions } from './device-options.ts';
import type { Fleet } from './fleet.ts';
import type { Position } from './followed-queues.ts';
import type { FrameKind } from './frame-kind.ts';
import { Inbox } from './inbox.ts';
import { Line, type LineHost } from './line.ts';
import { type Command, type OnAnswer, textOf } from './requests.ts';
import { type Entrant, enterRoom } from './room-entry.ts';
import type { RoomSeat } from './room-seat.ts';

/**
 * One device of one user: follows queues and rooms, sends, and checks order. Its places in them outlive
 * its connections: `reconnect` goes on where the last one ended.
 */
export class Device implements LineHost, Entrant {
  readonly user: string;
  /** Its place among the devices of the fleet, from 0. */
  readonly index: number;
  readonly #fleet: Fleet;
  readonly #options: DeviceOptions;
  readonly #line: Line;
  /** Undefined of one that does not follow. */
  readonly #inbox: Inbox | undefined;
  /** Greater than that of an earlier connection of the device. */
  #generation = Date.now();
  #isReady = false;
  #waiters: (() => void)[] | undefined;
  /** The load itself took it away: what was said meanwhile was not late. */
  #wasTaken = true;
  /** Of what was due before, the way to the device says nothing. As `nowMs`. */
  timedFromMs = 0;

  static async connect(
    fleet: Fleet,
    options: DeviceOptions,
  ): Promise<{ device: Device; answer: ConnectAnswer }> {
    const device = new Device(fleet, options);
    try {
      return { device, answer: await device.reconnect() };
    } catch (error) {
      fleet.devices.delete(device);
      throw error;
    }
  }

  /** Not connected yet: `reconnect` does it. */
  constructor(fleet: Fleet, options: DeviceOptions) {
    this.#fleet = fleet;
    this.#options = { ...options };
    this.user = options.user;
    this.index = fleet.nextIndex();
    fleet.devices.add(this);
    this.#line = new Line(fleet, this);
    this.#inbox = options.follows === false ? undefined : new Inbox(this, fleet);
    if (options.positions !== undefined) this.#inbox?.know(options.positions);
  }

  get name(): string {
    return this.#options.name ?? `d-${this.user}`;
  }

  /** Whose numbering its messages have (message-id.ts): its own, also among the devices of its user. */
  get stream(): string {
    return (this.#options.name ?? this.user).replaceAll('.', '-');
  }

  get isOpen(): boolean {
    return this.#line.isOpen;
  }

  /** Connected, and back in its rooms. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** The node of a cluster that it is connected to; empty when there is one server. */
  get node(): string {
    return this.#line.node;
  }

  /** ms from sending `connect` to its answer, at the latest connection. */
  get connectMs(): number {
    return this.#line.connectMs;
  }

  /** Times that it was connected: another number means another connection. */
  get connections(): number {
    return this.#line.connections;
  }

  /** False: it reads nothing until `resumeReading`, or only so many bytes a second. */
  get isReading(): boolean {
    return this.#line.isReading;
  }

  /** Follows queues and room logs that are all at their heads. */
  get isUpToDate(): boolean {
    return this.#inbox?.isUpToDate !== false;
  }

  /** Messages handed over, the reliable ones of rooms among them. */
  get received(): number {
    return this.#inbox?.received ?? 0;
  }

  /** Of those of queues, the device's own user's. */
  get receivedOwn(): number {
    return this.#inbox?.receivedOwn ?? 0;
  }

  /** Its place in the room that it entered last or that showed something last. */
  get seat(): RoomSeat | undefined {
    return this.#inbox?.seats.latest;
  }

  seatIn(room: string): RoomSeat | undefined {
    return this.#inbox?.seats.get(room);
  }

  seats(): Iterable<RoomSeat> {
    return this.#inbox?.seats.all() ?? [];
  }

  /** What it handed over of each conversation; undefined of one that does not follow. */
  get order(): ConversationOrder | undefined {
    return this.#inbox?.order;
  }

  /** True when it is not connected, and that is not the load's own doing. */
  get isMissing(): boolean {
    return !this.isOpen && !this.#wasTaken;
  }

  /** Where it is in each of its queues, as `connect` takes it. */
  positions(): Position[] {
    return this.#inbox?.queues.positions() ?? [...(this.#options.positions ?? [])];
  }

  /** A generation greater than all before, for commands that need one. */
  nextGeneration(): number {
    this.#generation += 1;
    return this.#generation;
  }

  /** `onAnswer` is called once in any case: when the connection ends before, with `fate`. */
  call(command: Command, onAnswer: OnAnswer): void {
    this.#line.call(command, onAnswer);
  }

  request<Answer>(command: Command): Promise<Answer> {
    return this.#line.request(command);
  }

  sendText(conversation: string, clientId: string, text: string, onAnswer: OnAnswer): void {
    this.call({ cmd: 'send', conversation, clientId, kind: 'text', body: { text } }, onAnswer);
  }

  say(room: string, clientId: string, text: string, onAnswer: OnAnswer): void {
    this.call({ cmd: 'room.send', room, clientId, kind: 'text', body: { text } }, onAnswer);
  }

  /**
   * Connects, for the first time or anew, from its positions and back into its rooms. What was missed is
   * handed over, but for what was there before the first time. Rejects with a ConnectError, or when the
   * connection is lost again before all is done.
   */
  async reconnect(): Promise<ConnectAnswer> {
    const { promise, resolve } = Promise.withResolvers<ConnectAnswer>();
    const command = connectCommand(this.name, this.#options, this.positions());
    await this.#line.connect(command, (answer) => {
      if (this.#wasTaken) this.timedFromMs = nowMs();
      this.#wasTaken = false;
      this.#inbox?.connected(answer);
      resolve(answer);
    });
    await Promise.all([...this.seats()].map(({ room }) => this.#enterAgain(room)));
    if (!this.#line.isConnected) throw new Error(`${this.user} lost its connection at once`);
    this.#isReady = true;
    for (const wake of this.#waiters ?? []) wake();
    this.#waiters = undefined;
    return promise;
  }

  /** Resolves when it is ready, at once if it is. */
  whenReady(): Promise<void> {
    if (this.#isReady) return Promise.resolve();
    this.#waiters ??= [];
    const waiters = this.#waiters;
    return new Promise((resolve) => void waiters.push(resolve));
  }

  /** Asks again for as long as the server has too much to do: it says when to. */
  async enter(room: string, leave?: string): Promise<RoomEnterAnswer> {
    const { ok, error } = await enterRoom(this, room, leave);
    if (error === undefined) return ok as RoomEnterAnswer;
    throw new Error(`${this.user} may not enter ${room}: ${error.code}: ${error.message}`);
  }

  entered(answer: RoomEnterAnswer, left: string | undefined): void {
    if (left !== undefined) this.#inbox?.seats.rise(left);
    this.#inbox?.entered(answer);
  }

  leave(room: string): Promise<unknown> {
    this.#inbox?.seats.rise(room);
    return this.request({ cmd: 'room.leave', room, gen: this.nextGeneration() });
  }

  /** The token of the present and of later connections. */
  renew(token: string): void {
    this.#options.token = token;
    if (this.isOpen) this.call({ cmd: 'renew', token }, () => {});
  }

  /** Reads nothing any more until `resumeReading`; the kernel's buffers fill, then the server's. */
  pauseReading(): void {
    this.#line.pauseReading();
  }

  resumeReading(): void {
    this.#line.resumeReading();
  }

  /** Reads no more than so many bytes a second; undefined: as many as come. */
  throttleReading(bytesPerSecond: number | undefined): void {
    this.#line.throttleReading(bytesPerSecond);
  }

  /** Ends the connection for good manners' sake; it is not lost then. */
  close(): void {
    this.#line.close();
  }

  /** Ends the connection as a lost network does, because the load wants it so. */
  terminate(): void {
    this.#line.terminate();
  }

  /** Gives the connection up for lost, since nothing comes over it any more. */
  cut(why: string): void {
    this.#line.cut(why);
  }

  /** Pulls what the connect answer did not carry, until every queue is at its head. */
  pullOn(): void {
    for (const follower of this.#inbox?.queues ?? []) if (follower.isBehind) follower.pullOn();
  }

  onPush(kind: FrameKind, bytes: Uint8Array, start: number, end: number): void {
    if (kind === 'room') this.#room('text', bytes, start, end);
    else if (kind === 'entries') this.#entries(bytes, start, end);
    else if (kind === 'head') this.#inbox?.heads(bytes, start, end);
    else if (kind === 'notice') this.#notice(textOf(bytes, start, end));
    else if (kind === 'room.state') {
      this.#fleet.states += 1;
      this.#inbox?.roomState(bytes, start, end);
    }
  }

  onPacked(bytes: Uint8Array, start: number, end: number): void {
    this.#room('packed', bytes, start, end);
  }

  onEnded(code: number, reason: string, isWanted: boolean): void {
    this.#isReady = false;
    this.#wasTaken = isWanted;
    this.#inbox?.lost();
    if (isWanted) return;
    const { keeper } = this.#options;
    if (keeper === undefined) this.#fleet.onLost(this, code, reason);
    else keeper.lost(this, code, reason);
  }

  /** A room that will not have it back is no longer its own; a lost connection ends the attempt. */
  async #enterAgain(room: string): Promise<void> {
    const { error, fate } = await enterRoom(this, room);
    if (error === undefined) return;
    if (fate !== undefined) throw new Error(`${this.user} lost its connection on entering ${room}`);
    this.#inbox?.seats.rise(room);
  }

  #room(kind: 'text' | 'packed', bytes: Uint8Array, start: number, end: number): void {
    if (this.#inbox === undefined) this.#fleet.roomPushes += 1;
    else this.#inbox.room(kind, bytes, start, end);
  }

  #entries(bytes: Uint8Array, start: number, end: number): void {
    this.#fleet.pushes += 1;
    this.#fleet.lastPushBytes = end - start;
    this.#inbox?.entries(bytes, start, end);
  }

  #notice(text: string): void {
    const notice = JSON.parse(text) as DrainNotice | TokenNotice;
    this.#options.keeper?.told(this, notice);
  }
}
