import type { Clock, Timer } from '@eagre/protocol';
import type { BatchWriter, CommitOutcome } from './batch-writer.ts';
import { checkCommit, rowsOf } from './check-commit.ts';
import type { Committed } from './committed.ts';
import { CommittedMerge } from './merge-committed.ts';
import { type Commit, type CommitResult, TimelineError, type TimelineStats } from './timeline.ts';
import type { TimelineLimits } from './timeline-limits.ts';

interface Waiting {
  commit: Commit;
  rows: number;
  resolve: (result: CommitResult) => void;
  reject: (reason: unknown) => void;
}

export interface GroupCommitterOptions {
  writer: BatchWriter;
  clock: Clock;
  limits: TimelineLimits;
  /** After a batch is durable, before its promises resolve, in commit order. Must not throw. */
  onCommitted: (entries: Committed[]) => void;
  /** Runs `fn` when the present turn's commits are in: all of them go into one batch. */
  defer: (fn: () => void) => void;
}

/**
 * Makes batches of commits, since one sync to disk costs as much as a hundred rows.
 *
 * A commit to an idle writer goes at once. While the writer is busy, commits gather; a second batch
 * is sent behind the first when it is large enough or has waited long enough, and whatever gathered
 * is sent as soon as a batch is done. So a lone commit waits for nothing, and a flood makes large
 * batches by itself.
 */
export class GroupCommitter {
  readonly #options: GroupCommitterOptions;
  #gathered: Waiting[] = [];
  #gatheredRows = 0;
  #rowsAccepted = 0;
  #inFlight = 0;
  #deferred = false;
  #timer: Timer | undefined;
  #closing: PromiseWithResolvers<void> | undefined;
  #pending = 0;
  #commits = 0;
  #rows = 0;
  #batches = 0;
  #lastBatchMs = 0;
  readonly #failed = { full: 0, unavailable: 0, overloaded: 0, closed: 0 };

  constructor(options: GroupCommitterOptions) {
    this.#options = options;
  }

  commit(commit: Commit): Promise<CommitResult> {
    return new Promise((resolve, reject) => {
      try {
        this.#accept({ commit, rows: this.#admit(commit), resolve, reject });
      } catch (error) {
        if (error instanceof TimelineError) this.#failed[error.code] += 1;
        reject(error);
      }
    });
  }

  stats(): Omit<TimelineStats, 'rangesRead'> {
    return {
      commits: this.#commits,
      rows: this.#rows,
      batches: this.#batches,
      pending: this.#pending,
      lastBatchMs: this.#lastBatchMs,
      failed: { ...this.#failed },
    };
  }

  /** Takes no more, and resolves when all that was accepted is answered. */
  close(): Promise<void> {
    if (this.#closing === undefined) {
      this.#closing = Promise.withResolvers();
      this.#finishClosing();
    }
    return this.#closing.promise;
  }

  /** The rows of a commit that may come in. */
  #admit(commit: Commit): number {
    if (this.#closing !== undefined) throw new TimelineError('closed', 'the timeline is closed');
    checkCommit(commit);
    const rows = rowsOf(commit);
    const { pendingEntries } = this.#options.limits;
    // A commit larger than the limit is let in when nothing else is there: it could never be.
    if (this.#rowsAccepted + rows > pendingEntries && this.#rowsAccepted > 0) {
      throw new TimelineError(
        'overloaded',
        `${this.#rowsAccepted} entries wait to be stored, the limit is ${pendingEntries}`,
      );
    }
    return rows;
  }

  #accept(waiting: Waiting): void {
    this.#gathered.push(waiting);
    this.#gatheredRows += waiting.rows;
    this.#rowsAccepted += waiting.rows;
    this.#pending += 1;
    if (this.#inFlight === 0) this.#flushAfterTurn();
    else if (this.#gatheredRows >= this.#options.limits.batchEntries) this.#flush();
    else this.#flushAfterWait();
  }

  #flushAfterTurn(): void {
    if (this.#deferred) return;
    this.#deferred = true;
    this.#options.defer(() => {
      this.#deferred = false;
      this.#flush();
    });
  }

  #flushAfterWait(): void {
    if (this.#timer !== undefined || this.#inFlight >= this.#options.limits.batchesInFlight) return;
    this.#timer = this.#options.clock.setTimer(this.#options.limits.batchWaitMs, () => {
      this.#timer = undefined;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#gathered.length === 0) return;
    if (this.#inFlight >= this.#options.limits.batchesInFlight) return;
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#inFlight += 1;
    void this.#write(this.#takeBatch());
  }

  #takeBatch(): Waiting[] {
    const most = this.#options.limits.batchMaxEntries;
    if (this.#gatheredRows <= most) {
      const all = this.#gathered;
      this.#gathered = [];
      this.#gatheredRows = 0;
      return all;
    }
    let count = 0;
    let rows = 0;
    for (const waiting of this.#gathered) {
      if (count > 0 && rows + waiting.rows > most) break;
      rows += waiting.rows;
      count += 1;
    }
    this.#gatheredRows -= rows;
    return this.#gathered.splice(0, count);
  }

  async #write(batch: Waiting[]): Promise<void> {
    const { writer, clock } = this.#options;
    const started = clock.monotonicMs();
    try {
      const outcomes = await writer.write(
        batch.map((waiting) => waiting.commit),
        clock.now(),
      );
      this.#lastBatchMs = clock.monotonicMs() - started;
      this.#settle(batch, outcomes);
    } catch (error) {
      const reason = asTimelineError(error);
      this.#failed[reason.code] += batch.length;
      for (const waiting of batch) waiting.reject(reason);
    }
    this.#batches += 1;
    this.#inFlight -= 1;
    this.#pending -= batch.length;
    for (const waiting of batch) this.#rowsAccepted -= waiting.rows;
    this.#flushAfterTurnIfAny();
    this.#finishClosing();
  }

  #settle(batch: readonly Waiting[], outcomes: readonly CommitOutcome[]): void {
    const merge = new CommittedMerge();
    for (let index = 0; index < batch.length; index += 1) {
      const outcome = outcomes[index];
      if (outcome === undefined || outcome instanceof Error) continue;
      if (outcome.outcome !== 'committed') continue;
      this.#commits += 1;
      this.#rows += merge.add((batch[index] as Waiting).commit, outcome.placed);
    }
    const committed = merge.list();
    if (committed.length > 0) this.#options.onCommitted(committed);
    for (let index = 0; index < batch.length; index += 1) {
      const outcome = outcomes[index];
      const { resolve, reject } = batch[index] as Waiting;
      if (outcome === undefined || outcome instanceof Error) reject(outcome);
      else resolve(outcome);
    }
  }

  /** The answered callers' next commits come in this same turn, so it is waited for. */
  #flushAfterTurnIfAny(): void {
    if (this.#gathered.length > 0) this.#flushAfterTurn();
  }

  #finishClosing(): void {
    if (this.#pending === 0) this.#closing?.resolve();
  }
}

function asTimelineError(error: unknown): TimelineError {
  if (error instanceof TimelineError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new TimelineError('unavailable', `the store failed: ${message}`, error);
}
