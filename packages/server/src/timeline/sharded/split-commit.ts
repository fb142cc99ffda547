import type { QueueKey } from '../../keys.ts';
import { InvalidCommitError } from '../check-commit.ts';
import type { Append, Commit, StateWrite } from '../timeline.ts';
import type { BucketMap } from './bucket-map.ts';
import { bucketOf, outboxKey, ownerOf } from './buckets.ts';
import { homeKey, homeOf, stateKeys } from './home.ts';
import { appendOrders, type Redaction, redactOrder } from './outbox-entry.ts';

/** One append of the commit at home, and what it stands for in the whole commit. */
export interface Part {
  /** Number of the append; undefined: none, it is a redaction. */
  of: number | undefined;
  /** Which of the queues of that append. */
  at: readonly number[];
  /** The queues are on another server: the append is an order in this outbox. */
  outbox?: QueueKey;
}

/** A commit as its home server gets it. */
export interface SplitCommit {
  server: string;
  commit: Commit;
  /** `parts[i]` is append `i` of the commit at home. */
  parts: readonly Part[];
}

export interface Touched {
  home: number;
  /** Other buckets that are appended to. */
  others: ReadonlySet<number>;
}

/** The buckets that a commit touches. Throws `InvalidCommitError` for state outside of its home. */
export function bucketsOf(commit: Commit): Touched {
  const home = homeOf(commit);
  for (const key of stateKeys(commit)) {
    if (bucketOf(key) === home) continue;
    throw new InvalidCommitError(
      `${key}: guards, writes and stamps of one commit must be of one shard`,
    );
  }
  const others = new Set<number>();
  for (const { queues } of commit.appends) for (const queue of queues) others.add(bucketOf(queue));
  for (const write of commit.writes ?? [])
    if (isRedaction(write)) others.add(bucketOf(write.queue));
  others.delete(home);
  return { home, others };
}

/**
 * What belongs to other servers becomes orders in outboxes of the home, in the same commit and in
 * the same order. An order is stamped as the append that it stands for would have been.
 */
export function splitCommit(
  commit: Commit,
  map: BucketMap,
  home: number,
  newId: () => string,
): SplitCommit {
  const server = map.serverOf(home);
  const split = new Split(commit, map, server, newId);
  for (const [of, append] of commit.appends.entries()) split.append(of, append);
  const { writes, ...rest } = commit;
  const own = writes?.filter((write) => !isRedaction(write) || !split.redact(write));
  const { parts, appends } = split;
  return { server, parts, commit: { ...rest, ...(own && { writes: own }), appends } };
}

class Split {
  readonly parts: Part[] = [];
  readonly appends: Append[] = [];
  readonly #commit: Commit;
  readonly #map: BucketMap;
  readonly #server: string;
  readonly #newId: () => string;

  constructor(commit: Commit, map: BucketMap, server: string, newId: () => string) {
    this.#commit = commit;
    this.#map = map;
    this.#server = server;
    this.#newId = newId;
  }

  append(of: number, append: Append): void {
    const { queues, stamp } = append;
    const places = Map.groupBy(queues.keys(), (at) => this.#serverOf(queues[at] as QueueKey));
    const own = places.get(this.#server);
    places.delete(this.#server);
    // A stamp is the head before any of the queues, and the log may be among them.
    if (stamp !== undefined) this.#order(of, append, places);
    // An append to no queue still has a place in the answer.
    if (own !== undefined || queues.length === 0) this.#keep(of, append, own ?? []);
    if (stamp === undefined) this.#order(of, append, places);
  }

  /** False: the queue is at home. */
  redact(write: Redaction): boolean {
    const target = this.#serverOf(write.queue);
    if (target === this.#server) return false;
    const outbox = this.#outboxTo(target);
    this.parts.push({ of: undefined, at: [], outbox });
    this.appends.push({ queues: [outbox], entry: redactOrder(write, this.#newId) });
    return true;
  }

  #keep(of: number, append: Append, at: readonly number[]): void {
    this.parts.push({ of, at });
    this.appends.push({ ...append, queues: at.map((one) => append.queues[one] as QueueKey) });
  }

  #order(of: number, append: Append, places: ReadonlyMap<string, readonly number[]>): void {
    const { stamp, stampAt } = append;
    for (const [target, at] of places) {
      const outbox = this.#outboxTo(target);
      const queues = at.map((one) => append.queues[one] as QueueKey);
      let from = 0;
      for (const { text, count } of appendOrders(append, queues, this.#newId)) {
        this.parts.push({ of, at: at.slice(from, from + count), outbox });
        this.appends.push({
          queues: [outbox],
          entry: text,
          ...(stamp && { stamp }),
          ...(stampAt && { stampAt }),
        });
        from += count;
      }
    }
  }

  /** Of what the commit is of; one that appends or redacts is of something. */
  #outboxTo(target: string): QueueKey {
    return outboxKey(ownerOf(homeKey(this.#commit) as QueueKey), target);
  }

  #serverOf(queue: QueueKey): string {
    return this.#map.serverOf(bucketOf(queue));
  }
}

function isRedaction(write: StateWrite): write is Redaction {
  return write.write === 'redact';
}
