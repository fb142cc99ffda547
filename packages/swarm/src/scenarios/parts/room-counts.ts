import { inParallel } from '../../engine/in-parallel.ts';
import type { RoomsApi } from '../../target/rooms-api.ts';
import type { Verdict } from '../../verdict/verdict.ts';

/** How the server's counts stand to what is known. */
export interface CountCheck {
  rooms: number;
  devices: number;
  /** Until the last count was right; the whole time when one was not. ms. */
  tookMs: number;
  /** The first of those that were wrong to the end, in words. */
  wrong: string[];
}

/** The promise (design, invariant 9): counts are right so long after the last change. ms. */
export const countsRightWithinMs = 2000;
const readsAtOnce = 8;
const pauseMs = 50;
const keptExamples = 3;

/** Reads the counts of rooms until all are as `expected`, or the promised time is over. */
export async function checkCounts(
  api: Pick<RoomsApi, 'get'>,
  expected: ReadonlyMap<string, number>,
  withinMs = countsRightWithinMs,
): Promise<CountCheck> {
  const startMs = performance.now();
  let left = [...expected];
  let wrong: string[] = [];
  for (;;) {
    // Read before the time is over, however long the reading takes.
    const isLast = performance.now() - startMs >= withinMs;
    const told = await inParallel(
      left,
      readsAtOnce,
      async ([room]) => (await api.get(room)).online,
    );
    const isWrong = left.map(([, devices], i) => told[i]?.devices !== devices);
    wrong = left.flatMap(([room, devices], i) =>
      isWrong[i] ? [`${room} tells ${told[i]?.devices} devices and has ${devices}`] : [],
    );
    left = left.filter((_room, i) => isWrong[i]);
    if (left.length === 0 || isLast) break;
    await Bun.sleep(Math.max(1, Math.min(pauseMs, withinMs - (performance.now() - startMs))));
  }
  const devices = [...expected.values()].reduce((sum, count) => sum + count, 0);
  const tookMs = Math.round(performance.now() - startMs);
  return { rooms: expected.size, devices, tookMs, wrong: wrong.slice(0, keptExamples) };
}

/** Devices in each room, of all processes together. */
export function addCounts(
  lists: readonly (readonly (readonly [room: string, devices: number])[])[],
): Map<string, number> {
  const sums = new Map<string, number>();
  for (const [room, devices] of lists.flat()) sums.set(room, (sums.get(room) ?? 0) + devices);
  return sums;
}

export function judgeCounts({ rooms, devices, tookMs, wrong }: CountCheck): Verdict {
  const text =
    wrong.length === 0
      ? `counts of ${rooms} rooms with ${devices} devices were right ${tookMs} ms after the last change`
      : `counts were wrong ${tookMs} ms after the last change: ${wrong.join('; ')}`;
  return { name: 'online', ok: wrong.length === 0, text };
}
