import type { Statement } from 'bun:sqlite';
import { type QueueKey, queueOfKey } from '../../keys.ts';
import type { CommitOutcome } from '../batch-writer.ts';
import { InvalidCommitError } from '../check-commit.ts';
import { guardedKey } from '../guarded-key.ts';
import { storedText } from '../merge-committed.ts';
import type { Append, Commit, CommitResult, Placed } from '../timeline.ts';
import type { Connection } from './connection.ts';
import { OnceTable } from './once-table.ts';
import { QueueTable } from './queue-table.ts';
import { StateTable } from './state-table.ts';
import { storeErrorCode } from './store-error.ts';
import { Trimmer } from './trimmer.ts';

/** The greatest syncId: it has 32 bits of an entry's place. */
const greatestSyncId = 2 ** 32 - 1;

/**
 * Applies a batch of commits in one transaction.
 *
 * A savepoint for each commit would cost a third of the throughput to guard against what should
 * never happen, so a batch is first applied without; if a commit of it fails, everything is rolled
 * back and the batch applied again with savepoints, where only the bad one fails.
 */
export class CommitWriter {
  readonly #db: Connection;
  readonly #queues: QueueTable;
  readonly #state: StateTable;
  readonly #once: OnceTable;
  readonly #trimmer: Trimmer;
  readonly #insert: Statement;
  readonly #insertPersonal: Statement;
  readonly #transaction: Record<'begin' | 'commit' | 'mark' | 'keep' | 'undo', Statement>;

  constructor(db: Connection, cachedQueues: number) {
    this.#db = db;
    this.#queues = new QueueTable(db, cachedQueues);
    this.#state = new StateTable(db, this.#queues, cachedQueues);
    this.#once = new OnceTable(db);
    this.#trimmer = new Trimmer(db);
    this.#insert = db.prepare('INSERT INTO entry VALUES ((? << 32) | ?, ?)');
    this.#insertPersonal = db.prepare('INSERT INTO personal VALUES (?, ?, ?, ?)');
    this.#transaction = {
      begin: db.prepare('BEGIN IMMEDIATE'),
      commit: db.prepare('COMMIT'),
      mark: db.prepare('SAVEPOINT one'),
      keep: db.prepare('RELEASE one'),
      undo: db.prepare('ROLLBACK TO one'),
    };
  }

  /** Throws the error of SQLite when the store failed; nothing is stored then. */
  write(commits: readonly Commit[], nowMs: number): CommitOutcome[] {
    try {
      return this.#inTransaction(commits, nowMs, (commit) => this.#apply(commit));
    } catch (error) {
      if (storeErrorCode(error) !== undefined) throw error;
      return this.#inTransaction(commits, nowMs, (commit) => this.#applyApart(commit));
    }
  }

  /**
   * Removes one slice of the entries up to `upTo`, with the low mark in the same transaction.
   * Returns whether there is more to remove.
   */
  trimSlice(key: QueueKey, upTo: number, slice: number): boolean {
    return this.#transact(() => this.#trimmer.trim(this.#queues.find(key), upTo, slice));
  }

  #inTransaction(
    commits: readonly Commit[],
    nowMs: number,
    apply: (commit: Commit) => CommitOutcome,
  ): CommitOutcome[] {
    return this.#transact(() => {
      this.#once.turnTo(nowMs);
      return commits.map(apply);
    });
  }

  #transact<T>(fn: () => T): T {
    try {
      this.#transaction.begin.run();
      const result = fn();
      this.#transaction.commit.run();
      return result;
    } catch (error) {
      // SQLite itself has rolled back after some errors.
      if (this.#db.inTransaction) this.#db.run('ROLLBACK');
      this.#forgetAll();
      throw error;
    }
  }

  #applyApart(commit: Commit): CommitOutcome {
    this.#transaction.mark.run();
    try {
      const result = this.#apply(commit);
      this.#transaction.keep.run();
      return result;
    } catch (error) {
      if (storeErrorCode(error) !== undefined) throw error;
      this.#transaction.undo.run();
      this.#transaction.keep.run();
      this.#forgetAll();
      const message = error instanceof Error ? error.message : String(error);
      return new InvalidCommitError(message);
    }
  }

  #apply(commit: Commit): CommitResult {
    const first = commit.once && this.#once.find(commit.once);
    if (first !== undefined) return first;
    if (commit.guards !== undefined) {
      for (const guard of commit.guards) {
        if (!this.#state.holds(guard)) return { outcome: 'conflict', on: guardedKey(guard) };
      }
    }
    const placed = commit.appends.map((append) => this.#append(append));
    if (commit.writes !== undefined) for (const write of commit.writes) this.#state.apply(write);
    if (commit.once !== undefined) this.#once.remember(commit.once, placed);
    return { outcome: 'committed', placed };
  }

  #append(append: Append): Placed {
    const syncIds: number[] = [];
    const epochs: number[] = [];
    const stamp = append.stamp && (append.stampAt ?? this.#stampOf(append.stamp));
    const text = storedText(append, stamp);
    for (const key of append.queues) {
      const queue = this.#queues.open(key);
      const syncId = queue.head + 1;
      if (syncId > greatestSyncId) throw new InvalidCommitError(`queue ${key} is full`);
      this.#insert.run(queue.no, syncId, text);
      queue.head = syncId;
      syncIds.push(syncId);
      epochs.push(queue.epoch);
      if (append.personal === true && append.stamp !== undefined && stamp !== undefined) {
        const conversation = queueOfKey(append.stamp);
        this.#insertPersonal.run(queue.no, conversation, stamp.syncId, syncId);
      }
    }
    return stamp === undefined ? { syncIds, epochs } : { syncIds, epochs, stamp };
  }

  #stampOf(conversation: NonNullable<Append['stamp']>): { epoch: number; syncId: number } {
    const queue = this.#queues.find(conversation);
    if (queue === undefined) return { epoch: this.#queues.storeEpoch, syncId: 0 };
    return { epoch: queue.epoch, syncId: queue.head };
  }

  #forgetAll(): void {
    this.#queues.forgetAll();
    this.#state.forgetAll();
    this.#once.forgetAll();
  }
}
