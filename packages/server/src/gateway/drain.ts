import type { Clock } from '@eagre/protocol';
import type { ConnectionList } from './connection-list.ts';

export interface DrainOptions {
  /** The window over which connections are closed; devices wait a random time within it too. ms. */
  readonly spreadMs: number;
}

/** Often enough for an even spread, seldom enough to cost nothing. */
const stepMs = 50;

/** Tells every device to go, then closes an even share of the connections every few milliseconds. */
export function drainConnections(
  list: ConnectionList,
  clock: Clock,
  { spreadMs }: DrainOptions,
): Promise<void> {
  const notice = JSON.stringify({ push: 'notice', notice: 'drain', spreadMs });
  for (const connection of list.all()) {
    if (connection.state === 'online') connection.notify(notice);
  }
  const endMs = clock.monotonicMs() + spreadMs;
  return new Promise((resolve) => {
    const step = () => {
      const leftMs = endMs - clock.monotonicMs();
      const steps = Math.max(1, Math.floor(leftMs / stepMs) + 1);
      closeSome(list, leftMs <= 0 ? list.size : Math.ceil(list.size / steps));
      if (list.size === 0) resolve();
      else clock.setTimer(Math.min(stepMs, Math.max(0, leftMs)), step);
    };
    step();
  });
}

function closeSome(list: ConnectionList, count: number): void {
  for (let i = 0; i < count && list.size > 0; i += 1) list.at(list.size - 1)?.closeWith('draining');
}
