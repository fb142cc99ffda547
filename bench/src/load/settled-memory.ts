import { median } from '@eagre/swarm/compare/median';
import type { Progress } from '../cli/progress.ts';
import type { ServerProcess } from '../lib/server-process.ts';

const lookEveryMs = 500;
const looks = 10;
/** Settled when the last looks differ by less than this share. */
const calm = 0.003;

/** The server's resident memory when it changes no more, or after `seconds`. Bytes. */
export async function settledBytes(
  server: ServerProcess,
  seconds: number,
  progress: Progress,
): Promise<number> {
  const seen: number[] = [];
  const most = Math.max(looks, Math.ceil((seconds * 1000) / lookEveryMs));
  for (let look = 0; look < most; look += 1) {
    await Bun.sleep(lookEveryMs);
    progress.at(look / most);
    seen.push(server.residentBytes());
    const last = seen.slice(-looks);
    const spread = (Math.max(...last) - Math.min(...last)) / Math.min(...last);
    if (seen.length >= looks && spread < calm) break;
  }
  return median(seen.slice(-looks));
}
