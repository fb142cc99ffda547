import type { QueueKey } from '../../keys.ts';
import type { CommitOutcome } from '../batch-writer.ts';
import { guardedKey } from '../guarded-key.ts';
import type { Append, Commit, CommitResult, Placed } from '../timeline.ts';
import type { BatchKeys } from './batch-keys.ts';

/** What `eagre.commit_1` answers, as JSON; its arrays are counted from 0 here. */
interface Answer {
  /** For each commit 0: committed; -1: a duplicate; else the guard that failed, from 1. */
  statuses: number[];
  /** The syncId of each row, null where its commit was not committed. */
  placed: (number | null)[];
  /** Of each queue named. */
  epochs: number[];
  /** The syncId of each append's stamp; beyond the end: none. */
  anchors: (number | null)[];
  duplicates: StoredDuplicate[];
}

/** Commit (from 1), at, epoch and syncId of the stamp, places and then epochs of the first append. */
type StoredDuplicate = [number, number, number | null, number | null, number[] | null];

/** Nothing was stored: the batch was routed by another map than the server's. */
export interface Refusal {
  mapVersion: number;
}

/** `keys`: of these same commits. */
export function decodeAnswer(
  text: string,
  commits: readonly Commit[],
  keys: BatchKeys,
): CommitOutcome[] | Refusal {
  const answer = JSON.parse(text) as Answer | Refusal;
  return 'mapVersion' in answer ? answer : new Outcomes(answer, commits, keys).read();
}

class Outcomes {
  readonly #answer: Answer;
  readonly #commits: readonly Commit[];
  readonly #keys: BatchKeys;
  readonly #stored: ReadonlyMap<number, StoredDuplicate>;
  readonly #outcomes: CommitResult[] = [];
  #row = 0;
  #append = 0;

  constructor(answer: Answer, commits: readonly Commit[], keys: BatchKeys) {
    this.#answer = answer;
    this.#commits = commits;
    this.#keys = keys;
    this.#stored = new Map(answer.duplicates.map((row) => [row[0] - 1, row]));
  }

  read(): CommitResult[] {
    const guards = this.#commits.flatMap((commit) => commit.guards ?? []);
    for (const [index, commit] of this.#commits.entries()) {
      const status = this.#answer.statuses[index] as number;
      const placed = commit.appends.map((append) => this.#place(append));
      const failed = guards[status - 1];
      if (failed !== undefined) {
        this.#outcomes.push({ outcome: 'conflict', on: guardedKey(failed) });
      } else if (status === 0) this.#outcomes.push({ outcome: 'committed', placed });
      else this.#outcomes.push(this.#duplicate(index));
    }
    return this.#outcomes;
  }

  /** Goes on to the next append, also when this one was not committed. */
  #place(append: Append): Placed {
    const { queues } = append;
    const first = this.#row;
    const placed: Placed = {
      syncIds: queues.map((_, index) => this.#answer.placed[first + index] as number),
      epochs: queues.map((queue) => this.#epochOf(queue)),
    };
    const stamp = this.#stampOf(append);
    if (stamp !== undefined) placed.stamp = stamp;
    this.#row += queues.length;
    this.#append += 1;
    return placed;
  }

  #stampOf({ stamp, stampAt }: Append): Placed['stamp'] {
    if (stamp === undefined) return undefined;
    if (stampAt !== undefined) return stampAt;
    return { epoch: this.#epochOf(stamp), syncId: this.#answer.anchors[this.#append] as number };
  }

  #epochOf(queue: QueueKey): number {
    return this.#answer.epochs[this.#keys.placeOf(queue) - 1] as number;
  }

  #duplicate(index: number): CommitResult {
    const stored = this.#stored.get(index);
    if (stored !== undefined) return toDuplicate(stored);
    const { previous } = this.#keys;
    let before = previous[index] as number;
    while (this.#outcomes[before]?.outcome === 'conflict') before = previous[before] as number;
    const outcome = this.#outcomes[before] as CommitResult;
    if (outcome.outcome !== 'committed') return outcome;
    const at = this.#commits[before]?.once?.at as number;
    return { outcome: 'duplicate', placed: outcome.placed.slice(0, 1), at };
  }
}

function toDuplicate([, at, epoch, syncId, places]: StoredDuplicate): CommitResult {
  if (places === null) return { outcome: 'duplicate', placed: [], at };
  const middle = places.length / 2;
  const placed: Placed = { syncIds: places.slice(0, middle), epochs: places.slice(middle) };
  if (epoch !== null && syncId !== null) placed.stamp = { epoch, syncId };
  return { outcome: 'duplicate', placed: [placed], at };
}
