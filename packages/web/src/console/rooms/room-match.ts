import type { RoomRow } from '@eagre/server/console';
import { hasWords } from '../parts/has-words.ts';

/** Whether what was typed is in the room's id or name. */
export function roomMatches({ room, name }: Pick<RoomRow, 'room' | 'name'>, search: string) {
  return hasWords(`${room} ${name ?? ''}`, search);
}

/** A room's id by its name, or by itself. */
export function roomIdOf(name: string): string {
  return name.startsWith('room:') ? name : `room:${name}`;
}
