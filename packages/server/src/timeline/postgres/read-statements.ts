import type { Statement } from './link-types.ts';
import { conversationColumns, memberColumns } from './rows.ts';

/** What stands in `eagre.meta`: the epoch of queues that are not there, and the least of all. */
const epochs = `(
    SELECT max(value) FILTER (WHERE name = 'epoch_floor') AS floor, max(value) AS unwritten
    FROM eagre.meta WHERE name IN ('store_epoch', 'epoch_floor')) AS e`;

const head = 'greatest(q.epoch, e.floor), q.head, q.low';

const headOrNone = `
    greatest(coalesce(q.epoch, e.unwritten), e.floor), coalesce(q.head, 0), coalesce(q.low, 0)`;

/** Here and below: a subquery with a limit or an offset is done by the index, whatever sizes the planner assumes. */
const queueOfRequest = `LEFT JOIN LATERAL (
      SELECT queue_no, epoch, head, low FROM eagre.queue WHERE name = r.name LIMIT 1) AS q ON true`;

function queueOf(table: string): string {
  return `LATERAL (
      SELECT name, epoch, head, low, version FROM eagre.queue
      WHERE queue_no = ${table}.queue_no LIMIT 1) AS q`;
}

const numberByName = '(SELECT queue_no FROM eagre.queue WHERE name = $1)';

function statement(name: string, text: string): Statement {
  return { name, text };
}

/** Reads of queues. Each is one statement, so that it sees one state of the store. */
export const queueReads = {
  heads: statement(
    'heads',
    `SELECT ${headOrNone}
    FROM unnest($1::text[]) WITH ORDINALITY AS r (name, i) CROSS JOIN ${epochs}
    ${queueOfRequest}
    ORDER BY r.i`,
  ),
  /**
   * A row for each entry, and one without for a range that is empty. The sizes are summed up before
   * any large body is fetched from where it lies aside; the first entry always comes.
   */
  ranges: statement(
    'ranges',
    `SELECT r.i, ${headOrNone}, page.body
    FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])
      WITH ORDINALITY AS r (name, after, upto, most, bytes, i) CROSS JOIN ${epochs}
    ${queueOfRequest}
    LEFT JOIN LATERAL (
      SELECT sync_id, body,
        sum(octet_length(body)) OVER (ORDER BY sync_id ROWS UNBOUNDED PRECEDING) AS size
      FROM (
        SELECT sync_id, body FROM eagre.entry
        WHERE queue_no = q.queue_no AND sync_id > greatest(r.after, q.low)
          AND sync_id <= least(r.upto, q.head)
        ORDER BY sync_id LIMIT r.most) AS wanted
    ) AS page ON page.size <= r.bytes OR page.sync_id = greatest(r.after, q.low) + 1
    ORDER BY r.i, page.sync_id`,
  ),
  queues: statement(
    'queues',
    `SELECT q.name, ${head} FROM eagre.queue q CROSS JOIN ${epochs}
    WHERE q.name > $1 ORDER BY q.name LIMIT $2`,
  ),
  personals: statement(
    'personals',
    `SELECT e.body FROM eagre.personal p, LATERAL (
      SELECT body FROM eagre.entry
      WHERE queue_no = p.queue_no AND sync_id = p.sync_id LIMIT 1) AS e
    WHERE p.queue_no = ${numberByName} AND p.conversation = $2 AND p.anchor BETWEEN $3 AND $4
    ORDER BY p.anchor, p.sync_id LIMIT $5`,
  ),
  pending: statement(
    'pending',
    `SELECT q.name, ${head} FROM ${epochs}, eagre.outbox o, ${queueOf('o')}
    WHERE q.name > $1 AND q.low < q.head ORDER BY q.name LIMIT $2`,
  ),
  mapVersion: statement('map', `SELECT value FROM eagre.meta WHERE name = 'map_version'`),
};

/** Reads of state. */
export const stateReads = {
  conversation: statement(
    'conversation',
    `SELECT ${conversationColumns} FROM eagre.conversation c, ${queueOf('c')}
    WHERE c.queue_no = ${numberByName}`,
  ),
  conversations: statement(
    'conversations',
    `SELECT ${conversationColumns} FROM eagre.conversation c, ${queueOf('c')}
    WHERE c.app = $1 AND c.conversation > $2 ORDER BY c.conversation LIMIT $3`,
  ),
  members: statement(
    'members',
    `SELECT ${memberColumns} FROM eagre.member m
    WHERE m.queue_no = ${numberByName} AND m.user_id > $2 ORDER BY m.user_id LIMIT $3`,
  ),
  member: statement(
    'member',
    `SELECT ${memberColumns} FROM eagre.member m
    WHERE m.queue_no = ${numberByName} AND m.user_id = $2`,
  ),
  /** Of several users: in front of each row stands whose it is, from 1. */
  memberships: statement(
    'memberships',
    `SELECT r.i, greatest(q.epoch, e.floor), q.head, ${conversationColumns}, ${memberColumns}
    FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS r (app, user_id, i) CROSS JOIN ${epochs},
    LATERAL (
      SELECT * FROM eagre.member WHERE app = r.app AND user_id = r.user_id OFFSET 0) AS m,
    LATERAL (
      SELECT * FROM eagre.conversation WHERE queue_no = m.queue_no LIMIT 1) AS c, ${queueOf('m')}
    ORDER BY r.i, c.conversation`,
  ),
  /** Of several; one that is not there has a row of nulls. */
  users: statement(
    'users',
    `SELECT a.app, a.user_id, a.name, a.disabled, a.created_at
    FROM unnest($1::smallint[], $2::text[], $3::text[])
      WITH ORDINALITY AS r (bucket, app, user_id, i)
    LEFT JOIN LATERAL (
      SELECT * FROM eagre.account
      WHERE bucket = r.bucket AND app = r.app AND user_id = r.user_id LIMIT 1) AS a ON true
    ORDER BY r.i`,
  ),
  document: statement('document', 'SELECT key, version, value FROM eagre.document WHERE key = $1'),
  documents: statement(
    'documents',
    `SELECT key, version, value FROM eagre.document
    WHERE key >= $1 AND key > $2 AND key < $3 ORDER BY key LIMIT $4`,
  ),
  counts: statement(
    'counts',
    'SELECT name, sum FROM eagre.count_sum WHERE bucket = $1 AND key = $2',
  ),
};
