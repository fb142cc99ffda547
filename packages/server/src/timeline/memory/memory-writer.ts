import { queueOfKey } from '../../keys.ts';
import type { BatchWriter, CommitOutcome } from '../batch-writer.ts';
import { InvalidCommitError } from '../check-commit.ts';
import { guardedKey } from '../guarded-key.ts';
import { storedText } from '../merge-committed.ts';
import type { Append, Commit, CommitResult, Placed } from '../timeline.ts';
import type { MemoryLogs } from './memory-logs.ts';
import type { MemoryOnce } from './memory-once.ts';
import type { MemoryState } from './memory-state.ts';

/** The rules of a commit at their plainest: what every other store is compared with. */
export class MemoryWriter implements BatchWriter {
  readonly #logs: MemoryLogs;
  readonly #state: MemoryState;
  readonly #once: MemoryOnce;

  constructor(logs: MemoryLogs, state: MemoryState, once: MemoryOnce) {
    this.#logs = logs;
    this.#state = state;
    this.#once = once;
  }

  async write(commits: readonly Commit[], nowMs: number): Promise<CommitOutcome[]> {
    this.#once.turnTo(nowMs);
    return commits.map((commit) => this.#outcome(commit));
  }

  #outcome(commit: Commit): CommitOutcome {
    try {
      return this.#apply(commit);
    } catch (error) {
      if (error instanceof InvalidCommitError) return error;
      throw error;
    }
  }

  #apply(commit: Commit): CommitResult {
    const first = commit.once && this.#once.find(commit.once);
    if (first !== undefined) return first;
    for (const guard of commit.guards ?? []) {
      if (!this.#state.holds(guard)) return { outcome: 'conflict', on: guardedKey(guard) };
    }
    this.#state.check(commit);
    const placed = commit.appends.map((append) => this.#append(append));
    for (const write of commit.writes ?? []) this.#state.apply(write);
    if (commit.once !== undefined) this.#once.remember(commit.once, placed);
    return { outcome: 'committed', placed };
  }

  #append(append: Append): Placed {
    const placed: Placed = { syncIds: [], epochs: [] };
    if (append.stamp !== undefined) {
      const { epoch, head } = this.#logs.head(append.stamp);
      placed.stamp = append.stampAt ?? { epoch, syncId: head };
    }
    const text = storedText(append, placed.stamp);
    for (const queue of append.queues) {
      const log = this.#logs.open(queue);
      const syncId = log.append(text);
      placed.syncIds.push(syncId);
      placed.epochs.push(log.epoch);
      if (append.personal === true && append.stamp !== undefined && placed.stamp !== undefined) {
        log.notePersonal(queueOfKey(append.stamp), placed.stamp.syncId, syncId);
      }
    }
    return placed;
  }
}
