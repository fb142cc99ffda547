import { bucketOf } from '../sharded/buckets.ts';
import type { QueueListing, TimelineReads } from '../timeline.ts';
import { type ConnectReadsOptions, connectReads } from './connect-reads.ts';
import type { Link } from './link-types.ts';
import { queueReads, stateReads } from './read-statements.ts';
import { toConversation, toDocument, toListing, toMember } from './rows.ts';

/** Greater than any character: no key that starts with a prefix comes after the prefix and this. */
const lastCharacter = '\u{10FFFF}';

/** All reads. They reject as the link does. */
export function readsOver(link: Pick<Link, 'read'>, options: ConnectReadsOptions): TimelineReads {
  const { ranges, heads, memberships, users } = connectReads(link, options);
  const { read } = link;
  return {
    ranges: (requests) => ranges.read(requests),
    heads: (queues) => heads.read(queues),
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
    memberships: (user) => memberships.one(user),
    user: (user) => users.one(user),
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
