import { expect } from 'bun:test';
import type { ConversationId } from '@eagre/protocol';
import { conversationKey, documentKey } from '../../keys.ts';
import type { BusyShow } from './busy-show.ts';
import type { DeviceRoom } from './device-room.ts';
import { app, type WorldDevice } from './world-device.ts';

/** Every device that is in has all that the store has, once and in order, from where it began. */
export async function checkReliable({ world, rooms }: BusyShow): Promise<number> {
  let checked = 0;
  for (const id of rooms) {
    const log = await world.log(id);
    for (const { name, room } of seatsOf(world.devices, id)) {
      const found = room.entries.map(({ syncId, entry }) => `${syncId} ${JSON.stringify(entry)}`);
      const first = room.entries[0]?.syncId ?? log.length + 1;
      const stored = log.slice(first - 1).map((text, i) => `${first + i} ${text}`);
      if (found.join('\n') !== stored.join('\n')) {
        expect({ name, log: found }).toEqual({ name, log: stored });
      }
      expect(room.log.position?.syncId).toBe(log.length);
      checked += found.length;
    }
  }
  return checked;
}

/** Nobody sees a message twice during a stay, and those of one connection come in order. */
export function checkChat({ world, rooms, said }: BusyShow): number {
  let seen = 0;
  for (const id of rooms) {
    for (const device of world.devices) {
      const last = new Map<unknown, number>();
      let stay = 0;
      for (const one of device.room(id).chat) {
        if (one.stay !== stay) last.clear();
        stay = one.stay;
        const name = one.said.id ?? '';
        const by = said.get(name);
        const number = Number(name.slice(1));
        if (by === undefined) throw new Error(`${name} was never said`);
        if (number <= (last.get(by) ?? -1)) throw new Error(`${name} came after m${last.get(by)}`);
        last.set(by, number);
        seen += 1;
      }
    }
  }
  return seen;
}

/** All nodes count who is in. */
export function checkPresence({ world, rooms }: Pick<BusyShow, 'world' | 'rooms'>): void {
  for (const id of rooms) {
    const seats = seatsOf(world.devices, id);
    const places = new Set(seats.map(({ device }) => placeOf(device)));
    const online = { devices: seats.length, users: places.size };
    for (const [name, { services }] of world.nodes) {
      const room = services.rooms.peek(conversationKey(app, id));
      if (room !== undefined) expect({ name, ...room.crowd.total() }).toEqual({ name, ...online });
    }
    for (const { name, room } of seats)
      expect({ name, ...room.online }).toEqual({ name, ...online });
  }
}

/** The store has every tap, but for those of the last moments before a crash. */
export async function checkCounters({ world, rooms, taps, crashes }: BusyShow): Promise<void> {
  for (const id of rooms) {
    const ofRoom = taps.filter(({ room }) => room === id);
    const mayBeLost = ofRoom.filter(({ node, atMs }) =>
      crashes.some((one) => one.node === node && one.atMs >= atMs && one.atMs - atMs <= 6000),
    );
    const stored = (await world.sums(id))['likes'] ?? 0;
    expect(stored).toBeLessThanOrEqual(sumOf(ofRoom));
    expect(stored).toBeGreaterThanOrEqual(sumOf(ofRoom) - sumOf(mayBeLost));
    for (const [name, { services }] of world.nodes) {
      const room = services.rooms.peek(conversationKey(app, id));
      // Where nobody is in, nobody is told, and nothing is compared with the store.
      if (room === undefined || room.crowd.devices === 0) continue;
      expect({ name, likes: room.counters.totals()['likes'] ?? 0 }).toEqual({
        name,
        likes: stored,
      });
    }
    for (const { name, room } of seatsOf(world.devices, id)) {
      expect({ name, likes: room.counters.get('likes') ?? 0 }).toEqual({ name, likes: stored });
    }
  }
}

export async function checkAttributes({ world, rooms }: BusyShow): Promise<void> {
  for (const id of rooms) {
    const key = documentKey(conversationKey(app, id), 'attributes');
    const stored = JSON.parse((await world.store.document(key))?.value ?? '{}');
    for (const [name, { services }] of world.nodes) {
      const room = services.rooms.peek(conversationKey(app, id));
      if (room !== undefined && room.crowd.devices > 0)
        expect({ name, ...room.attributes.values() }).toEqual({ name, ...stored });
    }
    for (const { name, room } of seatsOf(world.devices, id)) {
      const known = Object.fromEntries(room.attributes);
      expect({ device: name, ...known }).toEqual({ device: name, ...stored });
    }
  }
}

function seatsOf(devices: readonly WorldDevice[], id: ConversationId) {
  const seats: { name: string; device: WorldDevice; room: DeviceRoom }[] = [];
  for (const device of devices) {
    const room = device.room(id);
    const { user, device: own } = device.identity;
    if (room.isIn) seats.push({ name: `${user}/${own} in ${id}`, device, room });
  }
  return seats;
}

/** A user counts once on each node. */
function placeOf({ identity, line }: WorldDevice): string {
  return `${identity.user} ${line?.node.name}`;
}

function sumOf(taps: readonly { sum: number }[]): number {
  return taps.reduce((all, { sum }) => all + sum, 0);
}
