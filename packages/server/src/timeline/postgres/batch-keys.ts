import type { QueueKey } from '../../keys.ts';
import { bucketOf } from '../sharded/buckets.ts';
import type { Commit } from '../timeline.ts';
import { bucketOfWrite, queueOfWrite } from './change-codec.ts';

/**
 * Locks of what has no row of its own to lock: documents, sums, users, and conversations that are not
 * there yet. Buckets share them, so that batches of many such writes at once stay far from the 6,400
 * locks that a server has room for by default.
 */
const lockSlots = 256;

/** What a batch names, in the order in which all nodes lock it. */
export class BatchKeys {
  /** All queues whose rows are to be locked. */
  readonly names: readonly QueueKey[];
  /** Those among them that are there afterwards. */
  readonly made: readonly QueueKey[];
  readonly slots: readonly number[];
  /** The idempotency key of each commit … */
  readonly onces: readonly (string | null)[];
  /** … and the commit before it in the batch that has the same. Places from 0. */
  readonly previous: readonly (number | null)[];
  readonly #places: ReadonlyMap<QueueKey, number>;

  constructor(commits: readonly Commit[]) {
    const names = new Set<QueueKey>();
    const made = new Set<QueueKey>();
    const slots = new Set<number>();
    for (const commit of commits) {
      namesOfAppends(commit, names, made);
      namesOfState(commit, names, made);
      for (const bucket of bucketsToLock(commit)) slots.add(bucket % lockSlots);
    }
    this.names = [...names].sort();
    this.made = [...made].sort();
    this.slots = [...slots].sort((a, b) => a - b);
    this.#places = new Map(this.names.map((name, index) => [name, index + 1]));
    this.onces = commits.map(({ once }) => (once === undefined ? null : onceKey(once)));
    this.previous = previousOf(this.onces);
  }

  /** In `names`, from 1. */
  placeOf(queue: QueueKey): number {
    const place = this.#places.get(queue);
    if (place === undefined) throw new Error(`${queue} is not among the queues of the batch`);
    return place;
  }
}

function namesOfAppends({ appends }: Commit, names: Set<QueueKey>, made: Set<QueueKey>): void {
  for (const { queues, stamp, stampAt } of appends) {
    for (const queue of queues) {
      names.add(queue);
      made.add(queue);
    }
    if (stamp !== undefined && stampAt === undefined) names.add(stamp);
  }
}

function namesOfState(
  { guards = [], writes = [] }: Commit,
  names: Set<QueueKey>,
  made: Set<QueueKey>,
): void {
  for (const guard of guards) if ('conversation' in guard) names.add(guard.conversation);
  for (const write of writes) {
    const queue = queueOfWrite(write);
    if (queue === undefined) continue;
    names.add(queue);
    if (write.write === 'conversation') made.add(queue);
  }
}

/** A guard on what is not there must not be overtaken by whoever makes it. */
function* bucketsToLock({ guards = [], writes = [] }: Commit): Generator<number> {
  for (const guard of guards) {
    if ('document' in guard) yield bucketOf(guard.document);
    else if (guard.version === 0) yield bucketOf(guard.conversation);
  }
  for (const write of writes) {
    if (write.write === 'conversation' || queueOfWrite(write) === undefined) {
      yield bucketOfWrite(write);
    }
  }
}

function previousOf(onces: readonly (string | null)[]): (number | null)[] {
  const last = new Map<string, number>();
  return onces.map((key, index) => {
    if (key === null) return null;
    const previous = last.get(key) ?? null;
    last.set(key, index);
    return previous;
  });
}

/**
 * The client's id in front: clients of ours start it with the time, so that the keys of all senders
 * arrive nearly in order and fill page after page of the index.
 */
function onceKey({ sender, clientId }: NonNullable<Commit['once']>): string {
  return `${clientId} ${sender}`;
}
