import type { Clock } from '@eagre/protocol';
import type { Latencies } from '../observability/latencies.ts';
import type { Timeline } from '../timeline/timeline.ts';

/** The store, with the time of each commit noted that it could answer. */
export function timedCommits(
  store: Timeline,
  clock: Pick<Clock, 'monotonicMs'>,
  latencies: Latencies,
): Timeline {
  return {
    ...store,
    commit(commit) {
      const startedMs = clock.monotonicMs();
      const answered = store.commit(commit);
      const note = () => latencies.took(clock.monotonicMs() - startedMs);
      answered.then(note, () => {});
      // The store's own promise: whoever waits for it is not a turn later for being timed.
      return answered;
    },
  };
}
