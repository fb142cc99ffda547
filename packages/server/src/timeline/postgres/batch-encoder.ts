import { type QueueKey, queueOfKey } from '../../keys.ts';
import { storedText } from '../merge-committed.ts';
import { bucketOf, isOutboxKey } from '../sharded/buckets.ts';
import { homeOf } from '../sharded/home.ts';
import type { Append, Commit, Guard } from '../timeline.ts';
import { numbersLiteral, textsLiteral } from './array-literals.ts';
import type { BatchKeys } from './batch-keys.ts';
import { encodeWrite, queueOfWrite } from './change-codec.ts';

/**
 * A batch as the parameters of `eagre.commit_1`, in their order: numbers and texts in one array for
 * each column, and places in arrays counted from 1.
 */
export class BatchEncoder {
  readonly #commits: readonly Commit[];
  readonly #keys: BatchKeys;
  readonly #lastGuards: number[] = [];
  readonly #guardQueues: (number | null)[] = [];
  readonly #guardDocuments: (string | null)[] = [];
  readonly #guardVersions: number[] = [];
  readonly #lastAppends: number[] = [];
  readonly #lastRows: number[] = [];
  readonly #entries: string[] = [];
  readonly #stamps: (number | null)[] = [];
  readonly #prefixes: (string | null)[] = [];
  readonly #personals: (string | null)[] = [];
  /** Of stamps that are given. */
  readonly #anchors: (number | null)[] = [];
  readonly #epochs: (number | null)[] = [];
  readonly #rowQueues: number[] = [];
  readonly #rowAppends: number[] = [];

  constructor(commits: readonly Commit[], keys: BatchKeys) {
    this.#commits = commits;
    this.#keys = keys;
    for (const commit of commits) this.#add(commit);
  }

  /** `make`: queues that may not be there yet. */
  parameters(make: readonly QueueKey[], mapVersion: number | undefined): unknown[] {
    const { names, slots, onces, previous } = this.#keys;
    return [
      mapVersion ?? null,
      numbersLiteral(slots),
      textsLiteral(make),
      numbersLiteral(make.map(bucketOf)),
      textsLiteral(names),
      numbersLiteral(names.flatMap((name, index) => (isOutboxKey(name) ? [index + 1] : []))),
      textsLiteral(orEmpty(onces)),
      ...this.#onceParameters(),
      numbersLiteral(orEmpty(previous.map((index) => (index === null ? null : index + 1)))),
      numbersLiteral(this.#lastGuards),
      numbersLiteral(this.#guardQueues),
      textsLiteral(orEmpty(this.#guardDocuments)),
      numbersLiteral(this.#guardVersions),
      numbersLiteral(this.#lastAppends),
      numbersLiteral(this.#lastRows),
      textsLiteral(this.#entries),
      numbersLiteral(orEmpty(this.#stamps)),
      textsLiteral(orEmpty(this.#prefixes)),
      textsLiteral(orEmpty(this.#personals)),
      // Whole if there is any stamp: the function fills it in, and an empty one would begin elsewhere.
      numbersLiteral(this.#anchors),
      numbersLiteral(this.#epochs),
      numbersLiteral(this.#rowQueues),
      numbersLiteral(this.#rowAppends),
      textsLiteral(orEmpty(this.#commits.map((commit) => this.#writesOf(commit)))),
    ];
  }

  /** When each commit came, and the bucket with which its key moves. */
  #onceParameters(): [string, string] {
    const ats = this.#commits.map(({ once }) => once?.at ?? null);
    const buckets = this.#commits.map((commit) => (commit.once ? homeOf(commit) : null));
    return [numbersLiteral(orEmpty(ats)), numbersLiteral(orEmpty(buckets))];
  }

  #add({ guards, appends }: Commit): void {
    if (guards !== undefined) for (const guard of guards) this.#addGuard(guard);
    this.#lastGuards.push(this.#guardVersions.length);
    for (const append of appends) this.#addAppend(append);
    this.#lastAppends.push(this.#entries.length);
  }

  #addGuard(guard: Guard): void {
    const isOnDocument = 'document' in guard;
    this.#guardQueues.push(isOnDocument ? null : this.#placeOf(guard.conversation));
    this.#guardDocuments.push(isOnDocument ? guard.document : null);
    this.#guardVersions.push(guard.version);
  }

  #addAppend(append: Append): void {
    const { queues, entry, stamp, stampAt } = append;
    const isStampedThere = stamp !== undefined && stampAt === undefined;
    this.#entries.push(isStampedThere ? `,${entry.slice(1)}` : storedText(append, stampAt));
    this.#stamps.push(isStampedThere ? this.#placeOf(stamp) : null);
    this.#prefixes.push(isStampedThere ? `{"conversation":"${queueOfKey(stamp)}","epoch":` : null);
    this.#personals.push(append.personal === true && stamp ? queueOfKey(stamp) : null);
    this.#anchors.push(stampAt?.syncId ?? null);
    this.#epochs.push(stampAt?.epoch ?? null);
    for (const queue of queues) {
      this.#rowQueues.push(this.#placeOf(queue));
      this.#rowAppends.push(this.#entries.length);
    }
    this.#lastRows.push(this.#rowQueues.length);
  }

  #writesOf({ writes }: Commit): string | null {
    if (writes === undefined || writes.length === 0) return null;
    const encoded = writes.map((write) => {
      const queue = queueOfWrite(write);
      return encodeWrite(write, queue && this.#placeOf(queue));
    });
    return JSON.stringify(encoded);
  }

  #placeOf(queue: QueueKey): number {
    return this.#keys.placeOf(queue);
  }
}

/** To PostgreSQL a place beyond the end of an array is null. */
function orEmpty<T>(values: readonly (T | null)[]): readonly (T | null)[] {
  return values.every((value) => value === null) ? [] : values;
}
