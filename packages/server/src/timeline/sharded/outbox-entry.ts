import type { ConversationId } from '@eagre/protocol';
import { appOfKey, conversationKey, type QueueKey, type UserKey } from '../../keys.ts';
import { InvalidCommitError } from '../check-commit.ts';
import type { Append, Commit, StateWrite } from '../timeline.ts';
import { timelineLimits } from '../timeline-limits.ts';

export type Redaction = Extract<StateWrite, { write: 'redact' }>;

/** One entry of an outbox: what is to be done at the server that the outbox is for. */
interface Order {
  /** Of this order and no other: under it the server does it once. */
  id: string;
  queues: readonly QueueKey[];
  personal?: true;
  /** Replace the entry at this place, instead of appending. */
  redact?: number;
}

/** What a store put in front of an order whose append had a stamp. */
interface Stamp {
  conversation: ConversationId;
  epoch: number;
  syncId: number;
}

/** Between an order and its entry, whose text stays as it is; in names quotes are escaped. */
const mark = ',"entry":';

/** Room for the stamp and the names of fields, with the longest ids. Characters. */
const frameLength = 512;

/** Orders for an append to some queues: one, or several if the names of all make one too long. */
export interface AppendOrder {
  text: string;
  /** How many of the queues, from where the order before ends. */
  count: number;
}

/** Throws `InvalidCommitError` when the entry leaves no room for the name of a queue. */
export function appendOrders(
  { entry, personal }: Append,
  queues: readonly QueueKey[],
  newId: () => string,
): AppendOrder[] {
  const room = timelineLimits.entryLength - frameLength - entry.length;
  const orders: AppendOrder[] = [];
  for (let from = 0; from < queues.length; ) {
    const some = queues.slice(from, from + countThatFits(queues, from, room));
    if (some.length === 0) {
      throw new InvalidCommitError(
        `entry: ${entry.length} characters leave no room for the names of queues on other servers`,
      );
    }
    const order: Order = { id: newId(), queues: some };
    if (personal === true) order.personal = true;
    orders.push({ text: textOf(order, entry), count: some.length });
    from += some.length;
  }
  return orders;
}

export function redactOrder({ queue, syncId, entry }: Redaction, newId: () => string): string {
  return textOf({ id: newId(), queues: [queue], redact: syncId }, entry);
}

/** The commit that an order means. Throws `InvalidCommitError` when the text is no order. */
export function commitOfOrder(outbox: QueueKey, text: string): Commit {
  const at = text.indexOf(mark);
  if (at === -1) throw new InvalidCommitError(`an entry of ${outbox} is no order`);
  const order = JSON.parse(`${text.slice(0, at)}}`) as Order & Partial<Stamp>;
  const entry = text.slice(at + mark.length, -1);
  const { id, queues, redact } = order;
  const [queue] = queues;
  const once = { sender: outbox as string as UserKey, clientId: id, at: 0 };
  if (redact !== undefined && queue !== undefined) {
    return { once, writes: [{ write: 'redact', queue, syncId: redact, entry }], appends: [] };
  }
  const append: Append = { queues, entry, ...stampOf(outbox, order) };
  if (order.personal === true) append.personal = true;
  return { once, appends: [append] };
}

function textOf(order: Order, entry: string): string {
  return `${JSON.stringify(order).slice(0, -1)}${mark}${entry}}`;
}

function countThatFits(queues: readonly QueueKey[], from: number, room: number): number {
  let length = 0;
  let count = 0;
  for (; from + count < queues.length; count += 1) {
    length += JSON.stringify(queues[from + count]).length + 1;
    if (length > room) break;
  }
  return count;
}

function stampOf(outbox: QueueKey, order: Partial<Stamp>): Pick<Append, 'stamp' | 'stampAt'> {
  const { conversation, epoch, syncId } = order;
  if (conversation === undefined || epoch === undefined || syncId === undefined) return {};
  return {
    stamp: conversationKey(appOfKey(outbox), conversation),
    stampAt: { epoch, syncId },
  };
}
