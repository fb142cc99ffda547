import { appOfKey } from '../../keys.ts';
import { bucketOf } from '../sharded/buckets.ts';
import type { QueueHead, QueueListing, Range, RangeRequest, TimelineReads } from '../timeline.ts';
import { numbersLiteral, textsLiteral } from './array-literals.ts';
import type { Link, Row } from './link-types.ts';
import { queueReads, stateReads } from './read-statements.ts';
import {
  toConversation,
  toDocument,
  toHead,
  toListing,
  toMember,
  toMembership,
  toUser,
} from './rows.ts';

/** Greater than any character: no key that starts with a prefix comes after the prefix and this. */
const lastCharacter = '\u{10FFFF}';

/** All reads, but for `ranges`. Reject as the link does. */
export function readsOver({ read }: Pick<Link, 'read'>): Omit<TimelineReads, 'ranges'> {
  return {
    async heads(queues) {
      const rows = await read(queueReads.heads, [textsLiteral(queues)]);
      return rows.map(toHead);
    },
    async queues(after, limit) {
      return (await read(queueReads.queues, [after, limit])).map(toListing);
    },
    async conversation(key) {
      return (await read(stateReads.conversation, [key])).map(toConversation)[0];
    },
    async conversations(app, after, limit) {
      return (await read(stateReads.conversations, [app, after, limit])).map(toConversation);
    },
    async members(key, after, limit) {
      return (await read(stateReads.members, [key, after, limit])).map(toMember);
    },
    async member(key, user) {
      return (await read(stateReads.member, [key, user])).map(toMember)[0];
    },
    async memberships(user) {
      const app = appOfKey(user);
      const rows = await read(stateReads.memberships, [app, user.slice(app.length + 1)]);
      return rows.map(toMembership);
    },
    async user(user) {
      const app = appOfKey(user);
      const name = user.slice(app.length + 1);
      return (await read(stateReads.user, [bucketOf(user), app, name])).map(toUser)[0];
    },
    async personals(...place) {
      return (await read(queueReads.personals, place)).map((row) => row[0] as string);
    },
    async document(key) {
      return (await read(stateReads.document, [key])).map(toDocument)[0];
    },
    async documents(prefix, after, limit) {
      const bounds = [prefix, after, `${prefix}${lastCharacter}`];
      return (await read(stateReads.documents, [...bounds, limit])).map(toDocument);
    },
    async counts(key) {
      const rows = await read(stateReads.counts, [bucketOf(key), key]);
      return new Map(rows as unknown as [string, number][]);
    },
  };
}

/** Outboxes with entries, in order of their keys, after `after`. */
export async function readPending(
  { read }: Pick<Link, 'read'>,
  after: string,
  limit: number,
): Promise<QueueListing[]> {
  return (await read(queueReads.pending, [after, limit])).map(toListing);
}

/** 0: this server does not share its queues with others. */
export async function readMapVersion({ read }: Pick<Link, 'read'>): Promise<number> {
  const [row] = await read(queueReads.mapVersion);
  return Number(row?.[0] ?? 0);
}

export async function readRanges(
  { read }: Pick<Link, 'read'>,
  requests: readonly RangeRequest[],
): Promise<Range[]> {
  const rows = await read(queueReads.ranges, [
    textsLiteral(requests.map(({ queue }) => queue)),
    numbersLiteral(requests.map(({ after }) => after)),
    numbersLiteral(requests.map(({ to }) => to ?? null)),
    numbersLiteral(requests.map(({ limit }) => limit)),
    numbersLiteral(requests.map(({ bytes }) => bytes)),
  ]);
  // Rows come in the order of the requests, at least one for each.
  const ranges: Range[] = [];
  for (const [place, epoch, head, low, body] of rows) {
    const request = requests[(place as number) - 1] as RangeRequest;
    if (ranges.length < (place as number)) {
      ranges.push(emptyRange(request, toHead([epoch, head, low] as Row)));
    }
    if (body !== null) ranges.at(-1)?.entries.push(body as string);
  }
  return ranges;
}

function emptyRange({ after }: RangeRequest, head: QueueHead): Range {
  return { ...head, first: Math.max(after, head.low) + 1, entries: [] };
}
