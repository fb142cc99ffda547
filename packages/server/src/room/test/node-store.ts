import type { Clock } from '@eagre/protocol';
import type { SeededRandom } from '@eagre/testkit';
import { type Timeline, TimelineError } from '../../timeline/timeline.ts';

export interface StoreFaults {
  /** A read takes up to so long, and so does the answer to a commit. */
  mostDelayMs: number;
  /** Probability that a call is refused, without effect. */
  refusal: number;
  /** Probability that a commit has its effect and its answer is lost. */
  lostAnswer: number;
}

export const faultlessStore: Readonly<StoreFaults> = { mostDelayMs: 0, refusal: 0, lostAnswer: 0 };

export interface NodeStoreOptions {
  readonly store: Timeline;
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly faults: Readonly<StoreFaults>;
  /** A node that crashed gets no answers, and commits nothing more. */
  readonly isAlive: () => boolean;
}

/** The store of all nodes as one node has it: slow, and refusing now and then. */
export function nodeStore({ store, clock, random, faults, isAlive }: NodeStoreOptions): Timeline {
  const wait = async () => {
    const delayMs = faults.mostDelayMs === 0 ? 0 : random.int(faults.mostDelayMs + 1);
    if (delayMs > 0) await new Promise<void>((done) => clock.setTimer(delayMs, done));
    if (!isAlive()) throw new TimelineError('closed', 'the node is gone');
  };
  const mayRefuse = () => {
    if (faults.refusal > 0 && random.chance(faults.refusal)) {
      throw new TimelineError('unavailable', 'the store is away');
    }
  };
  const read =
    <Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      await wait();
      mayRefuse();
      return call(...args);
    };
  return {
    ...store,
    ranges: read(store.ranges),
    heads: read(store.heads),
    document: read(store.document),
    documents: read(store.documents),
    counts: read(store.counts),
    async commit(commit) {
      if (!isAlive()) await wait();
      mayRefuse();
      const result = await store.commit(commit);
      await wait();
      if (faults.lostAnswer > 0 && random.chance(faults.lostAnswer)) {
        throw new TimelineError('unavailable', 'no answer from the store');
      }
      return result;
    },
  };
}
