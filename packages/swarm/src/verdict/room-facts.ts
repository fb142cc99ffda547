import { inParallel } from '../engine/in-parallel.ts';
import { dropsByReason, type RoomsApi } from '../target/rooms-api.ts';
import type { RoomFinding } from './findings.ts';

/** What the server's books say of a room. */
export interface RoomFacts {
  /** Devices in the room, as the server counts. */
  online: number;
  /** Totals by counter. */
  counters: Record<string, number>;
  /** Best-effort messages shown to nobody, by reason. */
  dropped: Record<string, number>;
  /** Messages × devices that could not take them. */
  refused: number;
}

/** Rooms asked for at once. */
const atOnce = 16;
/** The promise: counts are right within so long after the last change. ms. */
const onlineWithinMs = 2000;
const lookEveryMs = 100;

/**
 * Asks the server for its books of rooms, after the load's last change. A count that is not right yet
 * gets the time that the server may take. Rooms that it does not know are left out.
 */
export async function roomFacts(
  api: Pick<RoomsApi, 'stats'>,
  rooms: readonly Pick<RoomFinding, 'room' | 'inside'>[],
  withinMs = onlineWithinMs,
): Promise<Map<string, RoomFacts>> {
  const deadlineMs = performance.now() + withinMs;
  const facts = await inParallel(rooms, atOnce, async ({ room, inside }) => {
    for (;;) {
      const found = await oneRoom(api, room);
      if (found === undefined || found.online === inside) return found;
      if (performance.now() >= deadlineMs) return found;
      await Bun.sleep(lookEveryMs);
    }
  });
  const named = rooms.map(({ room }, i) => [room, facts[i]] as const);
  return new Map(named.flatMap(([room, found]) => (found === undefined ? [] : [[room, found]])));
}

async function oneRoom(api: Pick<RoomsApi, 'stats'>, room: string): Promise<RoomFacts | undefined> {
  try {
    const { online, counters, chat } = await api.stats(room);
    return {
      online: online.devices,
      counters,
      dropped: Object.fromEntries(dropsByReason(chat.dropped)),
      refused: chat.refused,
    };
  } catch {
    return undefined;
  }
}
