import type { SeededRandom } from '@eagre/testkit';
import { firstOf, heavyTailed } from './spread.ts';

export type RoomSize = 'huge' | 'middle' | 'small';

export interface NightRoom {
  room: string;
  size: RoomSize;
  /** Places of its viewers in the list of users, at the start; the first one stays all night. */
  viewers: number[];
  /** The first of them, where there is somebody who shows items. */
  host: number | undefined;
}

export interface NightGroup {
  group: string;
  isPromotion: boolean;
  members: number[];
}

/** Who is where on a night of shows; everything follows from the names, the number and the chance. */
export interface NightPlan {
  rooms: NightRoom[];
  groups: NightGroup[];
  /** Users who talk with each other. */
  pairs: [number, number][];
}

/** Of all users; the others are there for their groups alone. */
const viewerShare = 0.9;

/** How a night's viewers are spread: a few rooms have most of them, and most rooms have next to none. */
const roomClasses: Record<RoomSize, { viewers: number; usersPerRoom: number; least: number }> = {
  huge: { viewers: 0.55, usersPerRoom: 25_000, least: 2 },
  middle: { viewers: 0.3, usersPerRoom: 150, least: 2 },
  small: { viewers: 0.15, usersPerRoom: 15, least: 4 },
};
/** Of rooms of a class among each other. */
const roomSkew = 0.4;

/** Members of a group in a promotion, on average. */
const promotionMembers = 320;
const smallGroups = { usersPerGroup: 8, skew: 0.5, leastMembers: 3, mostMembers: 100 };
const usersPerPair = 6;

export function nightPlan(runId: string, users: number, random: SeededRandom): NightPlan {
  return {
    rooms: roomsOf(runId, users, random),
    groups: [...promotions(runId, users, random), ...familiar(runId, users, random)],
    pairs: pairsOf(users, random),
  };
}

function roomsOf(runId: string, users: number, random: SeededRandom): NightRoom[] {
  const viewers = random.shuffle(firstOf(users)).slice(0, Math.round(users * viewerShare));
  const rooms: NightRoom[] = [];
  let taken = 0;
  for (const [size, { viewers: share, usersPerRoom, least }] of Object.entries(roomClasses)) {
    const count = Math.max(least, Math.round(users / usersPerRoom));
    for (const crowd of heavyTailed(Math.round(viewers.length * share), count, roomSkew)) {
      const room = `room:${runId}-r${rooms.length}`;
      const inside = viewers.slice(taken, taken + crowd);
      const host = size === 'huge' ? inside[0] : undefined;
      rooms.push({ room, size: size as RoomSize, viewers: inside, host });
      taken += crowd;
    }
  }
  return rooms;
}

/** Each user is in about one. */
function promotions(runId: string, users: number, random: SeededRandom): NightGroup[] {
  const members = Math.min(promotionMembers, users);
  const count = Math.max(1, Math.round(users / members));
  const order = random.shuffle(firstOf(users));
  return Array.from({ length: count }, (_group, at) => ({
    group: `group:${runId}-g${at}`,
    isPromotion: true,
    members: around(order, at * members, members),
  }));
}

function familiar(runId: string, users: number, random: SeededRandom): NightGroup[] {
  const { usersPerGroup, skew, leastMembers, mostMembers } = smallGroups;
  const order = random.shuffle(firstOf(users));
  const sizes = heavyTailed(users, Math.max(1, Math.round(users / usersPerGroup)), skew);
  let taken = 0;
  return sizes.map((wanted, at) => {
    const size = Math.min(users, mostMembers, Math.max(leastMembers, wanted));
    const members = around(order, taken, size);
    taken += size;
    return { group: `group:${runId}-f${at}`, isPromotion: false, members };
  });
}

function pairsOf(users: number, random: SeededRandom): [number, number][] {
  const order = random.shuffle(firstOf(users));
  return Array.from({ length: Math.floor(users / usersPerPair) }, (_pair, at) => [
    order[2 * at] as number,
    order[2 * at + 1] as number,
  ]);
}

/** So many from a place on, going round at the end. */
function around(order: readonly number[], from: number, count: number): number[] {
  return Array.from({ length: count }, (_item, i) => order[(from + i) % order.length] as number);
}
