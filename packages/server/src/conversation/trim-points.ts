import type { QueueKey } from '../keys.ts';
import type { QueueListing, Range, Timeline } from '../timeline/timeline.ts';
import { storedAtOf } from './entries.ts';
import type { RetentionPolicy } from './retention-policy.ts';

const dayMs = 24 * 3_600_000;

/** Entries `low + 1` to `upTo` of the queue are to go. */
export interface TrimPoint {
  queue: QueueKey;
  low: number;
  upTo: number;
}

/** Entries up to `old` are too old, from `young` on they are not; between the two nobody looked. */
interface Search {
  queue: QueueKey;
  cutoff: number;
  old: number;
  young: number;
}

/**
 * Where each queue of a page is to be trimmed, those without anything to trim left out. An age is
 * found by halving, all queues at once: one call of the store a round, whose number grows with the
 * logarithm of the longest queue. The first round looks at the oldest entries, which is enough for
 * most queues. `at` is the wall clock before the commit, so entries of one moment may stand in
 * another order than their times; the search is as exact as that.
 */
export async function trimPoints(
  store: Pick<Timeline, 'ranges'>,
  page: readonly QueueListing[],
  policy: RetentionPolicy,
  nowMs: number,
): Promise<TrimPoint[]> {
  const searches: Search[] = page.map(({ queue, head, low }) => {
    const { days, entries } = policy.ruleFor(queue);
    const byCount = entries === 0 ? low : Math.max(low, head - entries);
    const young = days === 0 ? byCount + 1 : head + 1;
    return { queue, cutoff: nowMs - days * dayMs, old: byCount, young };
  });
  await narrow(store, searches, ({ old }) => old + 1);
  for (let open = unknown(searches); open.length > 0; open = unknown(open)) {
    await narrow(store, open, ({ old, young }) => Math.floor((old + young) / 2));
  }
  return page
    .map(({ queue, low }, index) => ({ queue, low, upTo: searches[index]?.old ?? low }))
    .filter(({ low, upTo }) => upTo > low);
}

function unknown(searches: readonly Search[]): Search[] {
  return searches.filter(({ old, young }) => young - old > 1);
}

async function narrow(
  store: Pick<Timeline, 'ranges'>,
  searches: readonly Search[],
  place: (search: Search) => number,
): Promise<void> {
  const open = unknown(searches);
  if (open.length === 0) return;
  const places = open.map(place);
  const ranges = await store.ranges(
    open.map(({ queue }, index) => {
      const to = places[index] as number;
      return { queue, after: to - 1, to, limit: 1, bytes: 1 };
    }),
  );
  for (const [index, search] of open.entries()) {
    const at = places[index] as number;
    if (isOld(ranges[index], search.cutoff)) search.old = at;
    else search.young = at;
  }
}

/** What is not there any more, or does not tell its time, is not ours to trim. */
function isOld(range: Range | undefined, cutoff: number): boolean {
  const at = range?.entries[0] === undefined ? undefined : storedAtOf(range.entries[0]);
  return at !== undefined && at < cutoff;
}
