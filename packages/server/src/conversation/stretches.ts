import { wireLimits } from '@eagre/protocol';
import type { QueueKey } from '../keys.ts';
import type { Range, RangeRequest, Timeline } from '../timeline/timeline.ts';

/** The entries after `after` up to `to` (both in the same epoch). */
export interface Stretch {
  queue: QueueKey;
  after: number;
  to: number;
}

export interface StretchBudget {
  /** Bytes of entries for all stretches together, given to them in order. */
  bytes: number;
  /** The first entry is given even if it alone exceeds the budget, so that a reader gets on. */
  atLeastOne: boolean;
}

/** What an entry takes when nothing is known of it: decides only how many queues one call reads. */
const guessedEntryBytes = 256;

/**
 * Reads the beginnings of many stretches, most urgent first, up to a byte budget; a stretch gets no
 * more than `rangeEntries`. Naively each queue would be read up to the whole budget, and most of it
 * thrown away; or one after the other, a round trip each. So they are read in waves, each of as many
 * queues as may use up what is left. Gives the entries (JSON texts) of each stretch.
 */
export async function readStretches(
  timeline: Pick<Timeline, 'ranges'>,
  stretches: readonly Stretch[],
  budget: StretchBudget,
): Promise<string[][]> {
  const results: string[][] = stretches.map(() => []);
  const wanted = stretches.flatMap((stretch, place) =>
    stretch.to > stretch.after ? [{ stretch, place }] : [],
  );
  let left = budget.bytes;
  let mustGive = budget.atLeastOne;
  while (wanted.length > 0 && (left > 0 || mustGive)) {
    const wave = wanted.splice(0, sizeOfWave(wanted, left));
    const requests = wave.map(({ stretch }) => requestOf(stretch, left));
    const ranges = await timeline.ranges(requests);
    for (const [i, { place, stretch }] of wave.entries()) {
      const range = ranges[i];
      if (range === undefined || range.first !== stretch.after + 1) continue;
      const { entries, bytes } = fitting(range, left, mustGive);
      results[place] = entries;
      left -= bytes;
      if (entries.length < limitOf(stretch)) return results;
      mustGive = false;
    }
  }
  return results;
}

interface Wanted {
  stretch: Stretch;
  place: number;
}

function sizeOfWave(wanted: readonly Wanted[], bytes: number): number {
  let guessed = 0;
  const last = wanted.findIndex(({ stretch }) => {
    guessed += limitOf(stretch) * guessedEntryBytes;
    return guessed >= bytes;
  });
  return last < 0 ? wanted.length : last + 1;
}

function limitOf({ after, to }: Stretch): number {
  return Math.min(to - after, wireLimits.rangeEntries);
}

function requestOf(stretch: Stretch, bytes: number): RangeRequest {
  return { ...stretch, limit: limitOf(stretch), bytes: Math.max(1, bytes) };
}

/** The entries that fit; a store may give one more than asked for, so that a reader gets on. */
function fitting({ entries }: Range, left: number, mustGive: boolean) {
  let bytes = 0;
  let count = 0;
  for (const entry of entries) {
    const size = Buffer.byteLength(entry);
    if (bytes + size > left && !(mustGive && count === 0)) break;
    bytes += size;
    count += 1;
  }
  return { entries: entries.slice(0, count), bytes };
}
