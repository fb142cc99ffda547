import type { BubbleLine } from './rows.ts';

/** By what the console finds a message: its sender's id of it, or for want of one its place. */
export function wayIdOf(line: BubbleLine): string | undefined {
  if (line.clientId !== undefined) return line.clientId;
  return line.type === 'message'
    ? [line.conversation, line.epoch, line.syncId].join('~')
    : undefined;
}
