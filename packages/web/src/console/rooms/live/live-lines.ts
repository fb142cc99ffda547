import type { RoomLine } from '@eagre/client/react';
import { storedWayId } from '../../links/paths.ts';

export type SaidLine = Extract<RoomLine, { type: 'chat' } | { type: 'message' }>;

/** What was said, newest first; who came in is no message. */
export function messagesOf(lines: readonly RoomLine[]): readonly SaidLine[] {
  return lines.filter((line) => line.type === 'chat' || line.type === 'message').toReversed();
}

/** The id by which the line's way is asked for; undefined for what a backend said in passing. */
export function wayIdOf(line: SaidLine): string | undefined {
  if (line.type === 'chat') return line.id;
  const { room, epoch, syncId } = line;
  return storedWayId(line.clientId, { conversation: room, epoch, syncId });
}

export function lineKey(line: SaidLine): string {
  return String(line.key);
}
