import type { InvalidCommitError } from './check-commit.ts';
import type { Commit, CommitResult } from './timeline.ts';

export type CommitOutcome = CommitResult | InvalidCommitError;

/**
 * The part of a store that applies commits: batch after batch, in the order of the calls.
 *
 * Contract: when the promise resolves, all commits that have the outcome `committed` are durable; a
 * commit that could not be applied has an error as its outcome and no effect. A rejection with a
 * `TimelineError` is for the whole batch.
 */
export interface BatchWriter {
  write(commits: readonly Commit[], nowMs: number): Promise<CommitOutcome[]>;
}
