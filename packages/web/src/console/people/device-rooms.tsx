import type { DeviceRow } from '@eagre/server/console';
import { IdLink } from '../links/id-link.tsx';
import { roomPath } from '../links/paths.ts';
import { noValue } from '../units.ts';
import style from './people.module.css';

/** The rooms that a device is in, each a way to its page. */
export function DeviceRooms({ row: { app, rooms } }: { row: DeviceRow }) {
  if (rooms.length === 0) return noValue;
  return (
    <span className={style['rooms']}>
      {rooms.map((room) => (
        <IdLink key={room} href={roomPath(app, room)}>
          {room}
        </IdLink>
      ))}
    </span>
  );
}
