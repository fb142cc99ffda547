import { roomOf } from '@eagre/protocol';
import { conversationKey, documentKey } from '@eagre/server/src/keys.ts';
import { readSumName } from '@eagre/server/src/room/state/sum-names.ts';
import type { Backend } from './backend.ts';
import type { ClusterWorld } from './cluster-world.ts';
import type { Answered } from './people.ts';
import { app } from './sim-node.ts';
import type { StoredLogs } from './stored-logs.ts';

/** Counts of all nodes and devices say who is in (invariant 9). */
export function checkCounts({ devices, nodes }: ClusterWorld, rooms: readonly string[]): string[] {
  const found: string[] = [];
  for (const name of rooms) {
    const id = roomOf(name);
    const inside = devices.filter(({ seats }) => seats.all.get(id)?.room.inside);
    const expected = inside.length;
    for (const node of nodes.values()) {
      const room = node.stations.room.rooms.peek(conversationKey(app, id));
      // Where nobody is in, nobody is told.
      if (room === undefined || room.crowd.devices === 0) continue;
      const total = room.crowd.total().devices;
      if (total !== expected) found.push(`${node.name}: ${total} in ${id}, not ${expected}`);
    }
    for (const { name: who, seats } of inside) {
      const online = seats.all.get(id)?.room.online.devices;
      if (online !== expected) found.push(`${who}: ${online} in ${id}, not ${expected}`);
    }
  }
  return found;
}

/** Who is in has every reliable message, and the attributes as they are stored. */
export function checkRooms(
  { devices, store }: ClusterWorld,
  logs: StoredLogs,
  backend: Backend,
  rooms: readonly string[],
): string[] {
  const found: string[] = [];
  for (const name of rooms) {
    const id = roomOf(name);
    const key = conversationKey(app, id);
    const head = logs.conversations.get(id)?.head ?? 0;
    const attributes = JSON.parse(store.document(documentKey(key, 'attributes'))?.value ?? '{}');
    for (const { name: who, seats } of devices) {
      const seat = seats.all.get(id);
      if (seat === undefined || !seat.room.inside) continue;
      const { room, last } = seat;
      if (last !== undefined && last !== head) found.push(`${who} ${id}: ${last} of ${head}`);
      if (last === undefined && head > 0) found.push(`${who} ${id}: nothing of ${head} came`);
      if (!Bun.deepEquals({ ...room.attributes }, attributes)) {
        found.push(`${who} ${id}: attributes ${JSON.stringify(room.attributes)}`);
      }
    }
  }
  for (const { room, text, syncId } of backend.announced) {
    const entry = logs.at(roomOf(room), syncId);
    if (entry?.type !== 'message' || entry.body['text'] !== text) {
      found.push(`"${text}" is not at ${syncId} of ${room}`);
    }
  }
  return found;
}

export interface CounterExcuses {
  /** Taps were tried again at other nodes, which may count them a second time. */
  readonly retries: boolean;
  /** Nodes ended without having stored what they had counted; the SDK does not count that back. */
  readonly losses: boolean;
}

/** All are shown what is stored, and that is what was tapped. */
export function checkCounters(
  { devices, store }: ClusterWorld,
  { taps }: Answered,
  rooms: readonly string[],
  excuses: CounterExcuses,
): string[] {
  const found: string[] = [];
  for (const name of rooms) {
    const id = roomOf(name);
    const likes = storedLikes(store.counts(documentKey(conversationKey(app, id), 'counters')));
    const tapped = taps
      .filter(({ room }) => room === id)
      .reduce((sum, { count }) => sum + count, 0);
    if (likes !== tapped && !excuses.retries) {
      found.push(`${id}: ${likes} likes are stored, ${tapped} were tapped`);
    }
    for (const { name: who, seats } of devices) {
      const { room } = seats.all.get(id) ?? {};
      if (!room?.inside) continue;
      const shown = room.counters['likes'] ?? 0;
      const isRight = excuses.losses ? shown >= likes : shown === likes;
      if (!isRight) found.push(`${who} ${id}: ${shown} likes, ${likes} are stored`);
    }
  }
  return found;
}

/** What backends added, and what each node counted. */
function storedLikes(sums: ReadonlyMap<string, number>): number {
  const ofLikes = [...sums].filter(([name]) => readSumName(name).counter === 'likes');
  return ofLikes.reduce((all, [, sum]) => all + sum, 0);
}
