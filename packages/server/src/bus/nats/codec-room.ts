import type { UserId } from '@eagre/protocol';
import type { BusMessage, ChatItem, RoomSums } from '../bus.ts';
import { isCount, isText, linesFrom } from './lines.ts';

type RoomMessage = Extract<BusMessage, { type: 'room' }>;

/**
 * `[node, sums, joined, joinedMore, [sender, rank, sender, rank …]]`, then the text of each item. `sums`
 * is `[start, adds, counts, whole]`, or 0 for none.
 */
export function writeRoom({ node, chat, sums, joined, joinedMore }: RoomMessage): string {
  const senders = chat.flatMap(({ sender, rank }) => [sender, rank]);
  const counted = sums && [sums.start, sums.adds, sums.counts, sums.whole === true];
  const header = JSON.stringify([node, counted ?? 0, joined, joinedMore, senders]);
  return chat.length === 0 ? header : `${header}\n${chat.map(({ text }) => text).join('\n')}`;
}

export function readRoom(text: string, from: number): RoomMessage | undefined {
  const end = text.indexOf('\n', from);
  const header: unknown = JSON.parse(end < 0 ? text.slice(from) : text.slice(from, end));
  if (!Array.isArray(header)) return undefined;
  const [node, counted, joined, joinedMore, senders] = header as unknown[];
  if (!isText(node) || !isCount(joinedMore)) return undefined;
  const sums = counted === 0 ? undefined : sumsOf(counted);
  if (sums === undefined && counted !== 0) return undefined;
  if (!Array.isArray(joined) || !joined.every(isText) || !Array.isArray(senders)) return undefined;
  const texts = end < 0 ? [] : linesFrom(text, end + 1);
  const chat = chatOf(texts, senders);
  if (chat === undefined) return undefined;
  const rest = { joined: joined as UserId[], joinedMore };
  return { type: 'room', node, chat, ...(sums && { sums }), ...rest };
}

function sumsOf(value: unknown): RoomSums | undefined {
  if (!Array.isArray(value)) return undefined;
  const [start, adds, counts, whole] = value as unknown[];
  if (!isCount(start) || !isCount(adds) || !isCounts(counts)) return undefined;
  return { start, adds, counts, ...(whole === true && { whole }) };
}

function chatOf(texts: readonly string[], senders: readonly unknown[]): ChatItem[] | undefined {
  if (senders.length !== texts.length * 2) return undefined;
  const chat: ChatItem[] = [];
  for (const [index, text] of texts.entries()) {
    const sender = senders[2 * index];
    const rank = senders[2 * index + 1];
    if (text === '' || !isText(sender) || !isCount(rank)) return undefined;
    chat.push({ text, sender: sender as UserId, rank });
  }
  return chat;
}

function isCounts(value: unknown): value is Record<string, number> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every(isCount);
}
