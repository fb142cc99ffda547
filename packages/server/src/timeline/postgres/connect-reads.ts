import type { Clock } from '@eagre/protocol';
import { appOfKey, type QueueKey, type UserKey } from '../../keys.ts';
import type { Limits } from '../../limits.ts';
import { GatheredReads } from '../gathered-reads.ts';
import type { Membership, UserRecord } from '../records.ts';
import { bucketOf } from '../sharded/buckets.ts';
import type { QueueHead, Range, RangeRequest } from '../timeline.ts';
import { numbersLiteral, textsLiteral } from './array-literals.ts';
import type { Link, Row } from './link-types.ts';
import { readRanges } from './read-ranges.ts';
import { queueReads, stateReads } from './read-statements.ts';
import { toHead, toMembership, toUser } from './rows.ts';

export interface ConnectReadsOptions {
  readonly clock: Clock;
  readonly limits: Pick<
    Limits,
    'postgresReaders' | 'postgresReadItems' | 'postgresReadsWaiting' | 'postgresReadWaitMs'
  >;
}

/**
 * What each device that connects makes the store read: for many of them together. Of the ranges as
 * many go at once as there are connections, since what takes long there is the entries, and not the
 * statement.
 */
export interface ConnectReads {
  readonly ranges: GatheredReads<RangeRequest, Range>;
  readonly heads: GatheredReads<QueueKey, QueueHead>;
  readonly memberships: GatheredReads<UserKey, Membership[]>;
  readonly users: GatheredReads<UserKey, UserRecord | undefined>;
}

/** They reject as the link does, all that were read together. */
export function connectReads(
  { read }: Pick<Link, 'read'>,
  { clock, limits }: ConnectReadsOptions,
): ConnectReads {
  const gathered = <Item, Result>(
    what: string,
    readAll: (items: readonly Item[]) => Promise<Result[]>,
    { atOnce = 1, costOf }: { atOnce?: number; costOf?: (item: Item) => number } = {},
  ) =>
    new GatheredReads<Item, Result>({
      read: readAll,
      most: limits.postgresReadItems,
      costOf,
      atOnce,
      patience: {
        clock,
        what,
        waiting: limits.postgresReadsWaiting,
        waitMs: limits.postgresReadWaitMs,
      },
    });
  return {
    ranges: gathered(
      'ranges',
      (requests: readonly RangeRequest[]) => readRanges({ read }, requests),
      {
        atOnce: limits.postgresReaders,
        costOf: entriesOf,
      },
    ),
    heads: gathered('heads', async (queues: readonly QueueKey[]) => {
      const rows = await read(queueReads.heads, [textsLiteral(queues)]);
      return rows.map(toHead);
    }),
    memberships: gathered('memberships', async (users: readonly UserKey[]) =>
      listsOf(users.length, await read(stateReads.memberships, namesOf(users))),
    ),
    users: gathered('users', async (users: readonly UserKey[]) => {
      const buckets = numbersLiteral(users.map(bucketOf));
      const rows = await read(stateReads.users, [buckets, ...namesOf(users)]);
      return rows.map((row) => (row[0] === null ? undefined : toUser(row)));
    }),
  };
}

function entriesOf({ after, to = Number.POSITIVE_INFINITY, limit }: RangeRequest): number {
  return Math.max(1, Math.min(limit, to - after));
}

/** Their apps, and their ids. */
function namesOf(users: readonly UserKey[]): string[] {
  const apps = users.map(appOfKey);
  const ids = users.map((user, i) => user.slice((apps[i] as string).length + 1));
  return [textsLiteral(apps), textsLiteral(ids)];
}

function listsOf(count: number, rows: readonly Row[]): Membership[][] {
  const lists = Array.from({ length: count }, (): Membership[] => []);
  for (const [place, ...row] of rows) lists[(place as number) - 1]?.push(toMembership(row));
  return lists;
}
