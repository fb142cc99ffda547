import type { Clock } from '@eagre/protocol';
import type { BatchWriter, CommitOutcome } from '@eagre/server/src/timeline/batch-writer.ts';
import type { Committed } from '@eagre/server/src/timeline/committed.ts';
import type { MemoryStore } from '@eagre/server/src/timeline/memory/memory-store.ts';
import { CommittedMerge } from '@eagre/server/src/timeline/merge-committed.ts';
import { type Commit, type Timeline, TimelineError } from '@eagre/server/src/timeline/timeline.ts';
import { openMemoryTimeline } from '@eagre/server/src/timeline/timeline-memory.ts';
import type { SeededRandom } from '@eagre/testkit';
import type { Process } from './process.ts';

/** What may become of calls to the store, for all nodes. */
export interface StoreFaults {
  /** Nobody reaches it. */
  isDown: boolean;
  /** Each way of a call takes up to so long. */
  mostDelayMs: number;
  /** Probability that a call is refused, without effect. */
  refusal: number;
  /** Probability that a batch has its effect and its answer is lost. */
  lostAnswer: number;
}

export const calmStore: Readonly<StoreFaults> = {
  isDown: false,
  mostDelayMs: 2,
  refusal: 0,
  lostAnswer: 0,
};

export interface NodeTimelineOptions {
  readonly store: MemoryStore;
  readonly clock: Clock;
  readonly process: Process;
  readonly random: SeededRandom;
  readonly faults: Readonly<StoreFaults>;
  /** Of this node's commits, once it knows of them. */
  readonly onCommitted: (all: Committed[]) => void;
  /** Of all commits, the moment they take effect. */
  readonly stored: (all: Committed[]) => void;
}

const away = () => new TimelineError('unavailable', 'the store is away');

/** The shared store as one node has it: slow, away now and then, its answers not sure to come. */
export function nodeTimeline(options: NodeTimelineOptions): Timeline {
  const { store, clock, process, random, faults, onCommitted } = options;
  const wayMs = () => random.next() * faults.mostDelayMs;
  const mayRefuse = () => {
    if (faults.isDown || (faults.refusal > 0 && random.chance(faults.refusal))) throw away();
  };
  const wait = () =>
    new Promise<void>((done) => void clock.setTimer(wayMs(), () => process.reach(done)));
  const read =
    <Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      await wait();
      mayRefuse();
      const result = await call(...args);
      await wait();
      return result;
    };
  const plain = openMemoryTimeline({
    clock: process,
    store,
    onCommitted,
    writer: new FarWriter(options, wayMs, mayRefuse),
  });
  return {
    ...plain,
    ranges: read(plain.ranges),
    heads: read(plain.heads),
    queues: read(plain.queues),
    conversation: read(plain.conversation),
    members: read(plain.members),
    member: read(plain.member),
    memberships: read(plain.memberships),
    user: read(plain.user),
    conversations: read(plain.conversations),
    personals: read(plain.personals),
    document: read(plain.document),
    documents: read(plain.documents),
    counts: read(plain.counts),
    trim: read(plain.trim),
  };
}

/** Batches of one node take effect in the order of the calls, and are answered in that order. */
class FarWriter implements BatchWriter {
  readonly #options: NodeTimelineOptions;
  readonly #wayMs: () => number;
  readonly #mayRefuse: () => void;
  #lastThereMs = 0;
  #lastBackMs = 0;

  constructor(options: NodeTimelineOptions, wayMs: () => number, mayRefuse: () => void) {
    this.#options = options;
    this.#wayMs = wayMs;
    this.#mayRefuse = mayRefuse;
  }

  write(commits: readonly Commit[], nowMs: number): Promise<CommitOutcome[]> {
    const { clock } = this.#options;
    const atMs = clock.monotonicMs();
    this.#lastThereMs = Math.max(this.#lastThereMs, atMs + this.#wayMs());
    return new Promise((resolve, reject) => {
      // On the world's clock: what was sent has its effect, whatever becomes of the sender.
      clock.setTimer(this.#lastThereMs - atMs, () => {
        const apply = async () => {
          this.#mayRefuse();
          return this.#apply(commits, nowMs);
        };
        apply().then(
          (outcomes) => this.#answer(() => this.#tell(outcomes, resolve, reject)),
          (error) => this.#answer(() => reject(error)),
        );
      });
    });
  }

  async #apply(commits: readonly Commit[], nowMs: number): Promise<CommitOutcome[]> {
    const outcomes = await this.#options.store.writer.write(commits, nowMs);
    const merge = new CommittedMerge();
    outcomes.forEach((outcome, i) => {
      if (outcome instanceof Error || outcome.outcome !== 'committed') return;
      merge.add(commits[i] as Commit, outcome.placed);
    });
    this.#options.stored(merge.list());
    return outcomes;
  }

  #tell(
    outcomes: CommitOutcome[],
    resolve: (outcomes: CommitOutcome[]) => void,
    reject: (error: unknown) => void,
  ): void {
    const { faults, random } = this.#options;
    const isLost = faults.lostAnswer > 0 && random.chance(faults.lostAnswer);
    if (isLost || faults.isDown) reject(away());
    else resolve(outcomes);
  }

  #answer(fn: () => void): void {
    const { clock, process } = this.#options;
    const atMs = clock.monotonicMs();
    this.#lastBackMs = Math.max(this.#lastBackMs, atMs + this.#wayMs());
    clock.setTimer(this.#lastBackMs - atMs, () => process.reach(fn));
  }
}
