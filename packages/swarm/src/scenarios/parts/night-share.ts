import type { Device } from '../../device/device.ts';
import { directOf } from './group-chains.ts';
import type { TalkingGroup } from './group-talk.ts';
import { Floor, type FloorRoom } from './night-floor.ts';
import type { NightGroup, NightPlan } from './night-plan.ts';
import { ownRate } from './room-cast.ts';
import type { LivelyRoom } from './room-chat.ts';

/** What one process's users do of a night: of each rate the share of the people who are its own. */
export class NightShare {
  readonly floor: Floor;
  readonly #plan: NightPlan;
  readonly #users: readonly string[];
  readonly #strength: number;
  /** By the user's place in the list. */
  readonly #devices = new Map<number, Device>();
  readonly #inside = new Map<FloorRoom, number>();

  constructor(
    plan: NightPlan,
    users: readonly string[],
    devices: readonly Device[],
    strength: number,
  ) {
    this.#plan = plan;
    this.#users = users;
    this.#strength = strength;
    const byUser = new Map(devices.map((device) => [device.user, device]));
    for (const [at, user] of users.entries()) {
      const device = byUser.get(user);
      if (device !== undefined) this.#devices.set(at, device);
    }
    this.floor = new Floor(plan.rooms, this.#devices);
    for (const { at } of this.floor.viewers) {
      this.#inside.set(at, (this.#inside.get(at) ?? 0) + 1);
    }
  }

  /** Of what happens in a room so often a second. */
  rooms(rateOf: (room: FloorRoom) => number): LivelyRoom[] {
    return this.floor.rooms.map((room) => {
      const rate = rateOf(room) * this.#strength;
      const people = this.#inside.get(room) ?? 0;
      const perSecond = ownRate(rate, people, room.crowd);
      return { room: room.room, devices: room.devices, people, perSecond };
    });
  }

  groups(rateOf: (group: NightGroup) => number): TalkingGroup[] {
    return this.#plan.groups.map((group) =>
      this.#talking(group.group, group.members, rateOf(group)),
    );
  }

  pairs(rate: number): TalkingGroup[] {
    return this.#plan.pairs.map(([a, b]) => {
      const conversation = directOf(this.#users[a] as string, this.#users[b] as string);
      return this.#talking(conversation, [a, b], rate);
    });
  }

  /** Of what each viewer does so often a second, all of ours together. */
  viewers(rateOfEach: number): number {
    return this.floor.viewers.length * rateOfEach * this.#strength;
  }

  /** Of what one of ours does every so many seconds. */
  everySeconds(seconds: number): number {
    return seconds / this.#strength;
  }

  #talking(conversation: string, members: readonly number[], rate: number): TalkingGroup {
    const devices = members.flatMap((user) => this.#devices.get(user) ?? []);
    const perSecond = ownRate(rate * this.#strength, devices.length, members.length);
    return { conversation, perSecond, devices };
  }
}
