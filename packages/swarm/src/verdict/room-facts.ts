import { inParallel } from '../engine/in-parallel.ts';
import type { AskBooks, NodeBooks } from '../target/cluster-books.ts';
import { dropsByReason } from '../target/rooms-api.ts';
import type { RoomFinding } from './findings.ts';

/** What the server's books say of a room, those of all nodes together. */
export interface RoomFacts {
  /** Devices in the room, as the server counts; of nodes the first that is wrong, if one is. */
  online: number;
  /** Totals by counter. */
  counters: Record<string, number>;
  /** Best-effort messages shown to nobody, by reason. */
  dropped: Record<string, number>;
  /** Messages × devices that could not take them. */
  refused: number;
  /** What the nodes of a cluster do not tell alike, one line each. */
  unequal?: readonly string[];
  /** The nodes that were asked; none when there was one answer, whoever gave it. */
  nodes?: readonly string[];
}

/** Rooms asked for at once. */
const atOnce = 16;
/** The promise: counts are right within so long after the last change. ms. */
const onlineWithinMs = 2000;
const lookEveryMs = 100;

/**
 * Asks the server for its books of rooms, after the load's last change. What is not right yet on every
 * node gets the time that the server may take. Rooms that it does not know are left out.
 */
export async function roomFacts(
  ask: AskBooks,
  rooms: readonly Pick<RoomFinding, 'room' | 'inside'>[],
  withinMs = onlineWithinMs,
): Promise<Map<string, RoomFacts>> {
  const deadlineMs = performance.now() + withinMs;
  const facts = await inParallel(rooms, atOnce, async ({ room, inside }) => {
    for (;;) {
      const found = await oneRoom(ask, room, inside);
      if (found === undefined) return found;
      if (found.online === inside && found.unequal === undefined) return found;
      if (performance.now() >= deadlineMs) return found;
      await Bun.sleep(lookEveryMs);
    }
  });
  const named = rooms.map(({ room }, i) => [room, facts[i]] as const);
  return new Map(named.flatMap(([room, found]) => (found === undefined ? [] : [[room, found]])));
}

async function oneRoom(
  ask: AskBooks,
  room: string,
  inside: number,
): Promise<RoomFacts | undefined> {
  try {
    return factsOf(await ask(room), inside);
  } catch {
    return undefined;
  }
}

function factsOf(all: readonly NodeBooks[], inside: number): RoomFacts | undefined {
  const [first] = all;
  if (first === undefined) return undefined;
  const onlines = all.map(({ books }) => books.online.devices);
  const unequal = inequalities(all);
  return {
    online: onlines.find((online) => online !== inside) ?? inside,
    counters: first.books.counters,
    dropped: addedUp(all.map(({ books }) => dropsByReason(books.chat.dropped))),
    refused: all.reduce((sum, { books }) => sum + books.chat.refused, 0),
    ...(unequal.length === 0 ? {} : { unequal }),
    ...(first.node === '' ? {} : { nodes: all.map(({ node }) => node) }),
  };
}

/** Totals are of the whole cluster: each node must tell the same. */
function inequalities(all: readonly NodeBooks[]): string[] {
  const names = new Set(all.flatMap(({ books }) => Object.keys(books.counters)));
  return [...names].flatMap((name) => {
    const totals = all.map(({ node, books }) => [node, books.counters[name] ?? 0] as const);
    if (new Set(totals.map(([, total]) => total)).size === 1) return [];
    return [`${name} is ${totals.map(([node, total]) => `${total} on ${node}`).join(', ')}`];
  });
}

function addedUp(list: readonly ReadonlyMap<string, number>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [reason, count] of list.flatMap((counts) => [...counts])) {
    sums[reason] = (sums[reason] ?? 0) + count;
  }
  return sums;
}
