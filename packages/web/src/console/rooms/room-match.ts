import type { RoomRow } from '@eagre/server/console';

/** Whether what was typed is in the room's id or name, whatever the case. */
export function roomMatches({ room, name }: Pick<RoomRow, 'room' | 'name'>, search: string) {
  const wanted = search.trim().toLowerCase();
  return `${room}\n${name ?? ''}`.toLowerCase().includes(wanted);
}

/** A room's id by its name, or by itself. */
export function roomIdOf(name: string): string {
  return name.startsWith('room:') ? name : `room:${name}`;
}
