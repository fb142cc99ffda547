import type { BusMessage } from '../bus.ts';
import { encodeMessage } from './codec.ts';

/**
 * Hands the bytes of a message to `send`, in as many parts as it takes to keep each within `maxBytes`.
 * Tells whether all of it was handed over: an item that does not fit alone can't be.
 */
export function inPackets(
  message: BusMessage,
  maxBytes: number,
  send: (bytes: Uint8Array) => void,
): boolean {
  const bytes = encodeMessage(message);
  if (bytes === undefined) return true;
  if (bytes.length <= maxBytes) {
    send(bytes);
    return true;
  }
  let isWhole = true;
  const parts = partsOf(message);
  for (const part of parts) isWhole = inPackets(part, maxBytes, send) && isWhole;
  return isWhole && parts.length > 0;
}

/** Smaller messages that say the same one after the other; none when there are no such. */
function partsOf(message: BusMessage): BusMessage[] {
  if (message.type === 'entries') return partsOfEntries(message);
  if (message.type === 'room') return partsOfRoom(message);
  return [];
}

function partsOfEntries(message: Extract<BusMessage, { type: 'entries' }>): BusMessage[] {
  const { first, entries, ...rest } = message.entries;
  const half = Math.ceil(entries.length / 2);
  const part = (from: number, texts: string[]): BusMessage => ({
    type: 'entries',
    entries: { ...rest, first: from, entries: texts },
  });
  if (entries.length === 0) return [];
  // An entry that is too large itself: its place is told, and whoever follows the queue reads it.
  if (entries.length === 1) return [part(first + 1, [])];
  return [part(first, entries.slice(0, half)), part(first + half, entries.slice(half))];
}

function partsOfRoom(message: Extract<BusMessage, { type: 'room' }>): BusMessage[] {
  const { chat, node } = message;
  if (chat.length < 2) return [];
  const half = Math.ceil(chat.length / 2);
  // What there is besides is told once, with the first half.
  return [
    { ...message, chat: chat.slice(0, half) },
    { type: 'room', node, chat: chat.slice(half), joined: [], joinedMore: 0 },
  ];
}
