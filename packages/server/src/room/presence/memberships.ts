import type { Clock } from '@eagre/protocol';
import type { ConversationKey } from '../../keys.ts';
import type { Limits } from '../../limits.ts';
import { ServiceError } from '../../service-error.ts';
import { Member } from '../member.ts';
import type { RoomConnection } from '../room-connection.ts';
import type { Device } from './device.ts';
import type { PresenceHooks } from './presence-hooks.ts';

export interface MembershipsOptions {
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'roomsPerDevice'>;
  readonly hooks: PresenceHooks;
  readonly report: (error: unknown, what: string) => void;
}

/**
 * Carries out what the presence has decided: changes what devices know of their rooms, counts, and
 * tells the hooks, each once.
 */
export class Memberships {
  readonly #options: MembershipsOptions;
  #devices = 0;
  #size = 0;

  constructor(options: MembershipsOptions) {
    this.#options = options;
  }

  /** Devices that are in a room. */
  get devices(): number {
    return this.#devices;
  }

  get size(): number {
    return this.#size;
  }

  /**
   * Rooms in their grace don't count: they give way to new ones. `leaving`: the device leaves it at
   * once. Errors: `limit_exceeded`.
   */
  requireSpace(device: Device, connection: RoomConnection, leaving: Member | undefined): void {
    const most = this.#options.limits.roomsPerDevice;
    let count = 0;
    for (const member of device.members) {
      if (member.isAttached && member.receiver === connection && member !== leaving) count += 1;
    }
    if (count < most) return;
    throw new ServiceError('limit_exceeded', `a device is in at most ${most} rooms at once`, {
      field: 'room',
    });
  }

  add(device: Device, connection: RoomConnection, room: ConversationKey, gen: number): Member {
    this.#makeSpace(device);
    const { user, device: name } = device.identity;
    const member = new Member(room, connection, user, name, this.#options.clock.now());
    device.entered(member, gen);
    this.#size += 1;
    if (device.members.length === 1) this.#devices += 1;
    this.#tell('entered', member);
    return member;
  }

  /** Entered again, maybe over a new connection. */
  renew(device: Device, member: Member, connection: RoomConnection, gen: number): void {
    device.entered(member, gen);
    if (member.isAttached) return;
    member.receiver = connection;
    member.goesAtMs = Number.POSITIVE_INFINITY;
    this.#tell('returned', member);
  }

  /** The grace of all that are attached begins. */
  detach(device: Device, goesAtMs: number): void {
    for (const member of device.members.filter((one) => one.isAttached)) {
      member.goesAtMs = goesAtMs;
      this.#tell('detached', member);
    }
  }

  remove(device: Device, member: Member, gen: number): void {
    device.left(member.room, gen, this.mostDepartures);
    this.#size -= 1;
    if (device.members.length === 0) this.#devices -= 1;
    this.#tell('left', member);
  }

  /** Those whose grace is over. */
  removeOverdue(device: Device): void {
    const nowMs = this.#options.clock.monotonicMs();
    for (const member of device.members.filter((one) => one.goesAtMs <= nowMs)) {
      this.remove(device, member, member.gen);
    }
  }

  /** The device acted on another node with this generation; gives the members that it was. */
  removeAll(device: Device, gen: number): Member[] {
    const members = [...device.members];
    device.movedAway(gen);
    this.#size -= members.length;
    if (members.length > 0) this.#devices -= 1;
    for (const member of members) this.#tell('left', member);
    return members;
  }

  /** Rooms left of which a device remembers the generation. */
  get mostDepartures(): number {
    return 2 * this.#options.limits.roomsPerDevice;
  }

  #makeSpace(device: Device): void {
    if (device.members.length < this.#options.limits.roomsPerDevice) return;
    const oldest = device.members.find((member) => !member.isAttached);
    if (oldest !== undefined) this.remove(device, oldest, oldest.gen);
  }

  #tell(hook: keyof PresenceHooks, member: Member): void {
    const { hooks, report } = this.#options;
    try {
      hooks[hook](member);
    } catch (error) {
      report(error, `hook "${hook}" of the presence`);
    }
  }
}
