import type { QueueKey } from '@eagre/server/src/keys.ts';
import type { PostgresServer } from '@eagre/testkit';
import { StoredLogs } from '../../cluster/support/stored-logs.ts';

/** What PostgreSQL itself has of one app, past all nodes. */
export interface Stored {
  readonly logs: StoredLogs;
  readonly epochs: ReadonlyMap<string, number>;
  /** Places that are missing or too many (invariant 1). */
  readonly faults: string[];
}

interface QueueRow {
  name: string;
  epoch: number;
  head: number;
  ids: number[];
  bodies: string[];
}

const all = `
  SELECT json_build_object('name', name, 'epoch', greatest(epoch, floor.value), 'head', head,
    'ids', coalesce(json_agg(sync_id ORDER BY sync_id) FILTER (WHERE sync_id IS NOT NULL), '[]'),
    'bodies', coalesce(json_agg(body ORDER BY sync_id) FILTER (WHERE sync_id IS NOT NULL), '[]'))
  FROM eagre.queue LEFT JOIN eagre.entry USING (queue_no),
    (SELECT value FROM eagre.meta WHERE name = 'epoch_floor') AS floor
  GROUP BY queue.name, floor.value`;

/** Reads all queues whose names hold `word`. */
export async function readStored(
  server: Pick<PostgresServer, 'sql'>,
  word: string,
): Promise<Stored> {
  const lines = (await server.sql(`${all} HAVING queue.name LIKE '%${word}-%'`)).split('\n');
  const rows = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as QueueRow);
  const byName = new Map(rows.map((row) => [row.name, row]));
  const journal = rows.map(
    ({ name, bodies }) => [name as QueueKey, bodies.map((text) => ({ text, atMs: 0 }))] as const,
  );
  const range = ({ queue }: { queue: string }) => {
    const { head = 0, bodies = [] } = byName.get(queue) ?? {};
    return { low: 0, head, entries: bodies };
  };
  return {
    logs: new StoredLogs({ store: { range }, journal: new Map(journal) }),
    epochs: new Map(rows.map(({ name, epoch }) => [name, epoch])),
    faults: rows.flatMap(placesWrong),
  };
}

function placesWrong({ name, head, ids }: QueueRow): string[] {
  const wrong = ids.findIndex((id, i) => id !== i + 1);
  if (wrong >= 0) return [`${name}: place ${wrong + 1} of ${head} is not there`];
  return ids.length === head ? [] : [`${name}: the head is ${head}, the last entry ${ids.length}`];
}
