import type { Random } from '@eagre/protocol';

const firstMs = 200;
const longestMs = 5000;

/** How long to wait after so many failures in a row: twice as long each time, and half of it by chance. */
export function backoffMs(failures: number, random: Random): number {
  const most = Math.min(longestMs, firstMs * 2 ** Math.min(failures, 16));
  return most * (0.5 + random.next() / 2);
}
