import { type ClusterBooks, type RoomBooks, type RoomStats, RoomsApi } from './rooms-api.ts';
import type { Target } from './server-address.ts';

/** A room's books as one node keeps them. */
export interface NodeBooks {
  /** Empty when nobody knows which node it was: the server, or the one node behind a front. */
  node: string;
  books: RoomBooks;
}

/** Asks for the books of a room, as each node keeps them. Rejects when some did not tell theirs. */
export type AskBooks = (room: string) => Promise<NodeBooks[]>;

/** A node that has just died is known to be gone by then. ms. */
const missingMs = 6000;
const lookEveryMs = 100;

/**
 * What nodes did themselves is in one answer of any of them. Where nodes are known each is asked all
 * the same: online counts and totals are those of the whole cluster, and all must tell them alike.
 */
export function booksFrom({ url, key, nodes }: Pick<Target, 'url' | 'key' | 'nodes'>): AskBooks {
  const front = new RoomsApi(url, key);
  const each = nodes?.map((node) => ({ name: node.name, rooms: new RoomsApi(node.url, key) }));
  return async (room) => {
    if (each === undefined) return all(await wholeBooks(front, room));
    return Promise.all(
      each.map(async ({ name, rooms }) => {
        const answer = await wholeBooks(rooms, room);
        const own = answer.nodes.find(({ node }) => node === name);
        if (own === undefined) throw new Error(`${name} does not tell what it did in ${room}`);
        return { node: name, books: booksOf(answer, own) };
      }),
    );
  };
}

function all(answer: ClusterBooks): NodeBooks[] {
  const isOne = answer.nodes.length === 1;
  return answer.nodes.map((own) => ({ node: isOne ? '' : own.node, books: booksOf(answer, own) }));
}

function booksOf({ online, counters }: ClusterBooks, { chat, reliable }: RoomStats): RoomBooks {
  return { online, counters, chat, reliable };
}

async function wholeBooks(rooms: RoomsApi, room: string): Promise<ClusterBooks> {
  const deadlineMs = performance.now() + missingMs;
  for (;;) {
    const answer = await rooms.stats(room);
    const { missing } = answer;
    if (missing.length === 0) return answer;
    if (performance.now() >= deadlineMs) {
      throw new Error(`${missing.join(', ')} did not tell what they did in ${room}`);
    }
    await Bun.sleep(lookEveryMs);
  }
}
