import type { Clock } from '@eagre/protocol';
import type { Connection } from './connection.ts';
import type { ConnectionList } from './connection-list.ts';

export interface DrainOptions {
  /** The window over which connections are closed; devices wait a random time within it too. ms. */
  readonly spreadMs: number;
}

/** Often enough for an even spread, seldom enough to cost nothing. */
const stepMs = 50;
/** A few ms of sending, then the event loop is free for what devices still ask. */
const toldAtOnce = 1000;

/**
 * Tells every device to go, and closes those that stay: at each moment as many as are left above an
 * even line from all to none. Devices that go by themselves at a random moment, as they are told,
 * keep to that line; so however many do, they turn up elsewhere at an even rate.
 */
export async function drainConnections(
  list: ConnectionList,
  clock: Clock,
  { spreadMs }: DrainOptions,
): Promise<void> {
  await tellAll(list.all(), clock, JSON.stringify({ push: 'notice', notice: 'drain', spreadMs }));
  const all = list.size;
  const endMs = clock.monotonicMs() + spreadMs;
  await new Promise<void>((resolve) => {
    const step = () => {
      const leftMs = Math.max(0, endMs - clock.monotonicMs());
      const mayStay = leftMs === 0 ? 0 : Math.ceil((all * leftMs) / spreadMs);
      closeDownTo(list, mayStay);
      if (list.size === 0) resolve();
      else clock.setTimer(Math.min(stepMs, leftMs), step);
    };
    step();
  });
}

function tellAll(connections: readonly Connection[], clock: Clock, notice: string): Promise<void> {
  return new Promise((resolve) => {
    let next = 0;
    const tellSome = () => {
      const end = Math.min(connections.length, next + toldAtOnce);
      for (; next < end; next += 1) {
        const connection = connections[next];
        if (connection?.state === 'online') connection.notify(notice);
      }
      if (next === connections.length) resolve();
      else clock.setTimer(0, tellSome);
    };
    tellSome();
  });
}

function closeDownTo(list: ConnectionList, size: number): void {
  while (list.size > size) list.at(list.size - 1)?.closeWith('draining');
}
