import { type RoomBooks, RoomsApi } from './rooms-api.ts';
import type { Target } from './server-address.ts';

/** A room's books as one node keeps them. */
export interface NodeBooks {
  /** Empty when nobody knows which node it was: the server, or some node behind a front. */
  node: string;
  books: RoomBooks;
}

/** Asks for the books of a room: those of every node that is known, else of whoever answers. */
export type AskBooks = (room: string) => Promise<NodeBooks[]>;

/**
 * Each node counts what it did itself; online counts and the totals of counters are of the whole
 * cluster, whoever is asked.
 */
export function booksFrom({ url, key, nodes }: Pick<Target, 'url' | 'key' | 'nodes'>): AskBooks {
  const each = (nodes ?? [{ name: '', url }]).map((node) => ({
    name: node.name,
    rooms: new RoomsApi(node.url, key),
  }));
  return (room) =>
    Promise.all(
      each.map(async ({ name, rooms }) => ({ node: name, books: await rooms.stats(room) })),
    );
}
