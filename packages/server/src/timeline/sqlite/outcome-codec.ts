import type { CommitOutcome } from '../batch-writer.ts';
import { InvalidCommitError } from '../check-commit.ts';
import type { Commit, CommitResult, Placed } from '../timeline.ts';

type Other = Exclude<CommitResult, { outcome: 'committed' }> | { outcome: 'failed'; error: string };

/**
 * The outcomes of a batch on their way between threads. Nearly all are `committed`, and their shape
 * follows from the commit: only numbers travel, in one block of memory, which costs the main thread
 * a third of what objects or JSON cost. For each commit 1, then for each append `epoch, syncId` of
 * its stamp if it has one and `syncId, epoch` for each queue; or 0, and the outcome is the next of
 * `others`.
 */
export interface EncodedOutcomes {
  numbers: Float64Array;
  others: Other[];
}

export function encodeOutcomes(outcomes: readonly CommitOutcome[]): EncodedOutcomes {
  const numbers: number[] = [];
  const others: Other[] = [];
  for (const outcome of outcomes) {
    if (!(outcome instanceof Error) && outcome.outcome === 'committed') {
      numbers.push(1);
      for (const placed of outcome.placed) pushPlaced(numbers, placed);
      continue;
    }
    numbers.push(0);
    others.push(outcome instanceof Error ? { outcome: 'failed', error: outcome.message } : outcome);
  }
  return { numbers: new Float64Array(numbers), others };
}

function pushPlaced(numbers: number[], { syncIds, epochs, stamp }: Placed): void {
  if (stamp !== undefined) numbers.push(stamp.epoch, stamp.syncId);
  for (let index = 0; index < syncIds.length; index += 1) {
    numbers.push(syncIds[index] as number, epochs[index] as number);
  }
}

/** `commits`: those of the batch, in its order. */
export function decodeOutcomes(
  { numbers, others }: EncodedOutcomes,
  commits: readonly Commit[],
): CommitOutcome[] {
  let at = 0;
  let nextOther = 0;

  function placedOf({ queues, stamp }: Commit['appends'][number]): Placed {
    const placed: Placed = { syncIds: [], epochs: [] };
    if (stamp !== undefined) {
      placed.stamp = { epoch: numbers[at] as number, syncId: numbers[at + 1] as number };
      at += 2;
    }
    for (let count = queues.length; count > 0; count -= 1) {
      placed.syncIds.push(numbers[at] as number);
      placed.epochs.push(numbers[at + 1] as number);
      at += 2;
    }
    return placed;
  }

  return commits.map((commit) => {
    const isCommitted = numbers[at] === 1;
    at += 1;
    if (isCommitted) return { outcome: 'committed', placed: commit.appends.map(placedOf) };
    const other = others[nextOther] as Other;
    nextOther += 1;
    return other.outcome === 'failed' ? new InvalidCommitError(other.error) : other;
  });
}
