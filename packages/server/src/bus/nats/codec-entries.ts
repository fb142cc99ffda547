import type { QueueKey } from '../../keys.ts';
import type { BusMessage } from '../bus.ts';
import { isCount, isText, linesFrom } from './lines.ts';

type EntriesMessage = Extract<BusMessage, { type: 'entries' }>;

/** `[queue, epoch, first, number of entries]`, then each entry on a line of its own. */
export function writeEntries({ queue, epoch, first, entries }: EntriesMessage['entries']): string {
  const header = `[${JSON.stringify(queue)},${epoch},${first},${entries.length}]`;
  return entries.length === 0 ? header : `${header}\n${entries.join('\n')}`;
}

export function readEntries(text: string, from: number): EntriesMessage | undefined {
  const end = text.indexOf('\n', from);
  const header: unknown = JSON.parse(end < 0 ? text.slice(from) : text.slice(from, end));
  if (!Array.isArray(header)) return undefined;
  const [queue, epoch, first, count] = header as unknown[];
  if (!isText(queue) || !isCount(epoch) || !isCount(first) || !isCount(count)) return undefined;
  const entries = end < 0 ? [] : linesFrom(text, end + 1);
  // A cut message, or one that is no list of JSON texts: better none than a wrong one.
  if (entries.length !== count || entries.includes('')) return undefined;
  return { type: 'entries', entries: { queue: queue as QueueKey, epoch, first, entries } };
}
