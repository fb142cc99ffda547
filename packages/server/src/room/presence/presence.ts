import type { Clock } from '@eagre/protocol';
import type { Bus, DeviceMessage } from '../../bus/bus.ts';
import { appOfKey, type ConversationKey, type QueueKey, userQueueKey } from '../../keys.ts';
import type { Limits } from '../../limits.ts';
import { ServiceError } from '../../service-error.ts';
import type { Member } from '../member.ts';
import type { RoomConnection } from '../room-connection.ts';
import type { Device } from './device.ts';
import { DeviceNews } from './device-news.ts';
import { DeviceTable } from './device-table.ts';
import { DueList } from './due-list.ts';
import { encodeElsewhere } from './encode-elsewhere.ts';
import { Memberships } from './memberships.ts';
import type { PresenceHooks } from './presence-hooks.ts';

export interface PresenceOptions {
  /** Name of this node among those that share the bus. */
  readonly node: string;
  readonly clock: Clock;
  readonly limits: Pick<
    Limits,
    'roomGraceMs' | 'roomsPerDevice' | 'roomMoveRepeatMs' | 'roomLeaveSlice'
  >;
  readonly bus: Bus;
  readonly hooks: PresenceHooks;
  /** Told of what a hook threw. */
  readonly report: (error: unknown, what: string) => void;
}

/**
 * Which devices are in which rooms of this node (mission M14, invariant 9). For each device and room
 * the action with the greatest generation wins, in whatever order and however often actions arrive. A
 * device acts over one connection at a time: the one over which its greatest generation came.
 *
 * Between nodes: a device's first action over a connection is told on the subject of its user. A node
 * that knows an older generation lets the device go; one that knows a newer one answers, and the
 * teller lets it go. Both are told again after `roomMoveRepeatMs`. So counts are right within 2 s
 * after the last change while the bus takes less than half a second; a message that it loses costs
 * `roomMoveRepeatMs` more. If both are lost, the device counts twice until the old node finds the
 * connection dead: `heartbeatTimeoutMs` + `roomGraceMs` after the device's last word on it. What a
 * connection still brings of a device that left its rooms and closed all others is known to be late
 * for `roomGraceMs`; after that the same bound holds.
 */
export class Presence {
  readonly #node: string;
  readonly #clock: Clock;
  readonly #graceMs: number;
  readonly #table = new DeviceTable();
  readonly #news: DeviceNews;
  readonly #memberships: Memberships;
  /** Devices whose connection is gone. */
  readonly #graces: DueList<Device>;

  constructor(options: PresenceOptions) {
    const { node, clock, limits, report } = options;
    this.#node = node;
    this.#clock = clock;
    this.#graceMs = limits.roomGraceMs;
    this.#memberships = new Memberships(options);
    this.#news = new DeviceNews({
      ...options,
      heard: (subject, message) => this.deviceMessage(subject, message),
    });
    this.#graces = new DueList({
      clock,
      delayMs: limits.roomGraceMs,
      slice: limits.roomLeaveSlice,
      due: (device) => {
        this.#memberships.removeOverdue(device);
        this.#settle(device);
      },
      report: (error) => report(error, 'end of a grace'),
    });
  }

  /** Devices that are in a room, attached or in their grace. */
  get devices(): number {
    return this.#memberships.devices;
  }

  get memberships(): number {
    return this.#memberships.size;
  }

  /** Devices of which something is remembered, and users that are listened to; none at the end. */
  get remembered(): { devices: number; users: number } {
    return { devices: this.#table.size, users: this.#news.watched };
  }

  /**
   * Enters a room; with `leave`, leaves that one with the same generation unless something newer is
   * known of it. Entering again gives the same member; so does coming back within the grace. What is
   * refused changes nothing, but for a hop whose enter is `stale`: it has left the other room, or the
   * order in which actions arrive would decide where the device is.
   * Errors: `not_connected`, `stale`, `limit_exceeded`, `invalid_argument`.
   */
  enter(
    connection: RoomConnection,
    room: ConversationKey,
    gen: number,
    leave?: ConversationKey,
  ): { member: Member; isNew: boolean } {
    if (leave === room) {
      const message = 'leave must not be the room that is entered';
      throw new ServiceError('invalid_argument', message, { field: 'leave' });
    }
    const device = this.#table.of(connection);
    const known = device.memberOf(room);
    requireNews(device, connection, gen);
    if (known === undefined ? gen <= device.genOutside(room) : gen < known.gen) {
      if (leave !== undefined) this.leave(connection, leave, gen);
      throw stale();
    }
    const previous = leave === undefined ? undefined : device.memberOf(leave);
    const leaving = previous !== undefined && previous.gen < gen ? previous : undefined;
    if (known === undefined) this.#memberships.requireSpace(device, connection, leaving);
    const isNewConnection = this.#attach(device, connection);
    if (leaving !== undefined) this.#memberships.remove(device, leaving, gen);
    else if (leave !== undefined && previous === undefined) this.#noteOutside(device, leave, gen);
    if (known !== undefined) this.#memberships.renew(device, known, connection, gen);
    const member = known ?? this.#memberships.add(device, connection, room, gen);
    if (isNewConnection) this.#news.tell(device);
    return { member, isNew: known === undefined };
  }

  /**
   * Leaving a room that the device is not in is no error, and outdates an enter that comes later with
   * a smaller generation. Errors: `not_connected`, `stale`.
   */
  leave(connection: RoomConnection, room: ConversationKey, gen: number): void {
    const device = this.#table.of(connection);
    const member = device.memberOf(room);
    requireNews(device, connection, gen);
    if (member === undefined ? gen < device.genOutside(room) : gen <= member.gen) throw stale();
    const isNewConnection = this.#attach(device, connection);
    if (member !== undefined) this.#memberships.remove(device, member, gen);
    else this.#noteOutside(device, room, gen);
    if (isNewConnection) this.#news.tell(device);
  }

  /** The connection is closed: its device leaves its rooms unless it comes back within the grace. */
  closed(connection: RoomConnection): void {
    const device = this.#table.over(connection);
    if (device === undefined) return;
    const wasCurrent = device.connection === connection;
    this.#table.unlink(device, connection);
    if (wasCurrent) this.#startGrace(device);
    this.#settle(device);
  }

  /** The device's place in the room, if it is there over this very connection. */
  memberOf(connection: RoomConnection, room: ConversationKey): Member | undefined {
    const device = this.#table.over(connection);
    if (device?.connection !== connection) return undefined;
    const member = device.memberOf(room);
    return member?.isAttached ? member : undefined;
  }

  /** The rooms in which the device is over this very connection. */
  roomsOf(connection: RoomConnection): ConversationKey[] {
    const device = this.#table.over(connection);
    if (device?.connection !== connection) return [];
    return device.members.filter(({ isAttached }) => isAttached).map(({ room }) => room);
  }

  /** Out, by a ban or because the room was closed: as if it had left with the generation it has. */
  evict(member: Member): void {
    const subject = userQueueKey(appOfKey(member.room), member.user);
    const device = this.#table.named(subject, member.device);
    if (!device?.members.includes(member)) return;
    this.#memberships.remove(device, member, member.gen);
    this.#settle(device);
  }

  /**
   * What came on the subject of a user queue: a device acts on that node. To be called while the user
   * has a connection here; without one the presence listens itself.
   */
  deviceMessage(subject: QueueKey, message: DeviceMessage): void {
    if (message.node === this.#node) return;
    const device = this.#table.named(subject, message.device);
    if (device === undefined) return;
    const isOlder =
      message.gen === device.gen ? message.node < this.#node : message.gen < device.gen;
    if (!isOlder) this.#letGo(device, message.gen);
    else if (device.isHere) this.#news.tell(device);
  }

  /** Timers and subscriptions end; no hook is called. */
  close(): void {
    this.#graces.close();
    this.#news.close();
    this.#table.clear();
  }

  /** False when the device acts over this connection already. */
  #attach(device: Device, connection: RoomConnection): boolean {
    if (device.connection === connection) return false;
    if (device.connection !== undefined) this.#startGrace(device);
    this.#table.link(device, connection);
    this.#news.listen(device, false);
    return true;
  }

  /** Also of a device without rooms: what it did last must outlive what may yet arrive of it. */
  #startGrace(device: Device): void {
    device.keptUntilMs = this.#clock.monotonicMs() + this.#graceMs;
    this.#memberships.detach(device, device.keptUntilMs);
    this.#graces.add(device);
  }

  #letGo(device: Device, gen: number): void {
    const { connection } = device;
    for (const member of this.#memberships.removeAll(device, gen)) {
      if (member.isAttached && connection?.open) connection.notify(encodeElsewhere(member.room));
    }
    this.#settle(device);
  }

  #noteOutside(device: Device, room: ConversationKey, gen: number): void {
    device.left(room, gen, this.#memberships.mostDepartures);
  }

  /** After a connection or a room less: listens for the device, or forgets it. */
  #settle(device: Device): void {
    const isKept = this.#table.keep(device, this.#clock.monotonicMs());
    this.#news.listen(device, isKept && device.isHere && device.connection === undefined);
  }
}

function requireNews(device: Device, connection: RoomConnection, gen: number): void {
  if (device.isLate(connection, gen)) throw stale();
}

function stale(): ServiceError {
  const message = 'gen is not greater than that of a later action of this device';
  return new ServiceError('stale', message, { field: 'gen' });
}
