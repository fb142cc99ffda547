import type { Device } from '../../device/device.ts';
import type { EntriesFrame } from '../../device/entries-frame.ts';

/** What one member was handed of one group; JSON. `sum` is that of the places. */
export type SeenByMember = readonly [
  user: string,
  group: string,
  first: number,
  count: number,
  sum: number,
];

/** What one process's devices were handed of groups; JSON. */
export interface SeenOfGroups {
  members: SeenByMember[];
  /** By group: places of all messages that any device was handed. */
  places: { [group: string]: number[] };
  /** Messages that were not after the one before, in words. */
  disorder: string[];
}

interface Seen {
  first: number;
  last: number;
  count: number;
  sum: number;
}

const groupPrefix = 'group:';
const keptExamples = 3;

/** Keeps which messages of groups each device was handed, for groups that change while they talk. */
export class GroupsSeen {
  readonly #byDevice = new Map<Device, Map<string, Seen>>();
  readonly #places = new Map<string, Set<number>>();
  readonly #disorder: string[] = [];

  /** To be told of all that devices are handed. */
  hear(device: Device, frame: EntriesFrame, from: number): void {
    for (let at = from; at < frame.messages.length; at += 1) {
      const message = frame.messages[at];
      if (message?.conversation.startsWith(groupPrefix)) {
        this.#take(device, message.conversation, message.syncId);
      }
    }
  }

  told(): SeenOfGroups {
    const members: SeenByMember[] = [];
    for (const [{ user }, groups] of this.#byDevice) {
      for (const [group, { first, count, sum }] of groups) {
        members.push([user, group, first, count, sum]);
      }
    }
    const places = Object.fromEntries([...this.#places].map(([group, at]) => [group, [...at]]));
    return { members, places, disorder: this.#disorder.slice(0, keptExamples) };
  }

  #take(device: Device, group: string, syncId: number): void {
    this.#placesOf(group).add(syncId);
    const seen = this.#seenBy(device, group, syncId);
    if (syncId <= seen.last)
      this.#disorder.push(`${device.user}: ${group} ${syncId} after ${seen.last}`);
    seen.last = syncId;
    seen.count += 1;
    seen.sum += syncId;
  }

  #placesOf(group: string): Set<number> {
    let places = this.#places.get(group);
    if (places === undefined) {
      places = new Set();
      this.#places.set(group, places);
    }
    return places;
  }

  #seenBy(device: Device, group: string, syncId: number): Seen {
    let groups = this.#byDevice.get(device);
    if (groups === undefined) {
      groups = new Map();
      this.#byDevice.set(device, groups);
    }
    let seen = groups.get(group);
    if (seen === undefined) {
      seen = { first: syncId, last: 0, count: 0, sum: 0 };
      groups.set(group, seen);
    }
    return seen;
  }
}
