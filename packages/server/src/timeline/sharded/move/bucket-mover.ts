import type { Clock } from '@eagre/protocol';
import type { Limits } from '../../../limits.ts';
import type { BucketMove } from '../bucket-map.ts';
import { BucketCopy } from './copy-bucket.ts';
import { drainOutboxes } from './drain-outboxes.ts';
import type { MoveCrew } from './move-crew.ts';
import { MoveError } from './move-error.ts';

export interface BucketMoverOptions {
  crew: MoveCrew;
  clock: Clock;
  limits: Limits;
  newId: () => string;
  /** One line on how far it is. */
  progress: (line: string) => void;
  report: (error: unknown, what: string) => void;
}

/**
 * Moves buckets from one PostgreSQL server to another while nodes use them.
 *
 * The map says who owns a bucket, and every change of it is one commit under a guard, so there is one
 * owner at any moment. Before anything else the nodes learn that buckets are about to move; then the
 * rows are copied while they are in use. A few buckets at a time are then frozen: nodes hold commits
 * to them, what outboxes still hold is carried out, the rest is copied, and the map names the new
 * owner. Last, when nobody can read there by an older map, the rows at the old owner are removed.
 * Whatever ends in between leaves a map that says so, and `resume` goes on from it.
 */
export class BucketMover {
  readonly #options: BucketMoverOptions;

  constructor(options: BucketMoverOptions) {
    this.#options = options;
  }

  /** Throws `MoveError` when that can't be begun or goes wrong; else rejects as the servers do. */
  async move(buckets: readonly number[], to: string): Promise<void> {
    const { crew, newId } = this.#options;
    const { map } = crew;
    requireRest(crew);
    if (!crew.shards.has(to)) throw new MoveError(`no server is named "${to}"`);
    const own = [...new Set(buckets)].filter((bucket) => map.serverOf(bucket) !== to);
    if (own.length > 0) {
      const servers = map.record.servers.includes(to)
        ? map.record.servers
        : [...map.record.servers, to];
      const moving = { id: newId(), to, buckets: own, frozen: [], freezeEnds: 0 };
      await this.#change(map.next({ servers, moving }));
    }
    await this.#run();
  }

  /** Goes on with what was broken off, if anything was. */
  async resume(): Promise<void> {
    const { crew, newId } = this.#options;
    const { moving } = crew.map;
    // Another id and version: who had begun it, should he live, can do nothing any more.
    if (moving !== undefined) {
      await this.#change(crew.map.withMove({ ...moving, id: newId(), frozen: [] }));
    }
    await this.#run();
  }

  /** Leaves buckets that are on their way where they are. */
  async giveUp(): Promise<void> {
    const { crew } = this.#options;
    if (crew.map.moving !== undefined) await this.#change(crew.map.givenUp());
    await this.#run();
  }

  async #run(): Promise<void> {
    const { crew, progress } = this.#options;
    const { moving } = crew.map;
    if (moving !== undefined) {
      await this.#settled();
      await this.#clean(moving.to, moving.buckets);
      const copies = await this.#copyAll(moving);
      await this.#flipAll(copies);
    }
    if (crew.map.record.leftovers.length === 0) return;
    await this.#settled();
    for (const { server, buckets } of crew.map.record.leftovers) {
      progress(`removing what ${server} still has of ${buckets.length} buckets`);
      await this.#clean(server, buckets);
    }
  }

  /** Until nobody reads by an older map than that of now. */
  async #settled(): Promise<void> {
    const { clock, limits, progress } = this.#options;
    progress(`waiting ${limits.mapSettleMs / 1000} s, until all nodes know`);
    await new Promise<void>((resolve) => void clock.setTimer(limits.mapSettleMs, resolve));
  }

  /** Removes the rows of buckets at a server that does not own them. */
  async #clean(server: string, buckets: readonly number[]): Promise<void> {
    const { crew } = this.#options;
    const target = crew.target(server);
    for (const bucket of buckets) {
      if (crew.map.serverOf(bucket) === server) throw new MoveError(`${server} owns ${bucket}`);
      await target.drop(bucket);
    }
    const known = crew.map.record.leftovers.some((one) => one.server === server);
    if (known) await this.#change(crew.map.cleared(server, buckets));
  }

  async #copyAll({ buckets, to }: BucketMove): Promise<Map<number, BucketCopy>> {
    const { crew, limits, progress } = this.#options;
    const target = crew.target(to);
    const copies = new Map<number, BucketCopy>();
    for (const [index, bucket] of buckets.entries()) {
      const copy = new BucketCopy(bucket, crew.source(crew.map.serverOf(bucket)), target);
      await copy.whileInUse(limits);
      copies.set(bucket, copy);
      progress(`copied bucket ${bucket}, ${index + 1} of ${buckets.length}: ${copy.rows} rows`);
    }
    return copies;
  }

  async #flipAll(copies: ReadonlyMap<number, BucketCopy>): Promise<void> {
    const { limits, clock, progress } = this.#options;
    const all = [...copies.keys()];
    for (let from = 0; from < all.length; from += limits.bucketsFrozen) {
      const some = all.slice(from, from + limits.bucketsFrozen);
      let tries = 0;
      const began = () => clock.monotonicMs();
      for (let begun = began(); !(await this.#flip(some, copies)); begun = began()) {
        progress(`a freeze of ${Math.round(clock.monotonicMs() - begun)} ms was not long enough`);
        tries += 1;
        if (tries < limits.bucketFreezes) continue;
        throw new MoveError(
          `buckets ${some.join(', ')} could not be moved within ${limits.bucketFreezeMs} ms of rest, ${tries} times: try again when less is going on (eagre buckets resume), or give it up (eagre buckets stop)`,
        );
      }
    }
  }

  /** Freezes some buckets, copies the rest, and gives them to their new owner. False: not in time. */
  async #flip(some: readonly number[], copies: ReadonlyMap<number, BucketCopy>): Promise<boolean> {
    const { crew, clock, limits, progress } = this.#options;
    // What came since they were copied: so that little is left for the freeze.
    await Promise.all(some.map((bucket) => copies.get(bucket)?.whileInUse(limits)));
    const begunMs = clock.monotonicMs();
    const freezeEnds = clock.now() + limits.bucketFreezeMs;
    await this.#change(crew.map.withMove({ ...this.#moving(), frozen: some, freezeEnds }));
    const isDone = await this.#finish(some, copies);
    const isInTime = clock.monotonicMs() - begunMs < limits.bucketFreezeMs;
    if (isDone && isInTime && (await crew.change(crew.map.flipped()))) {
      const tookMs = Math.round(clock.monotonicMs() - begunMs);
      progress(`moved ${some.join(', ')} after ${tookMs} ms of rest`);
      return true;
    }
    // A node may have ended the freeze, and nothing else.
    const { id } = this.#moving();
    const map = await crew.reread();
    if (map.moving?.id !== id) throw takenOver();
    if (map.hasFrozen) await this.#change(map.unfrozen());
    return false;
  }

  async #finish(some: readonly number[], copies: ReadonlyMap<number, BucketCopy>) {
    const { crew, clock, limits, report } = this.#options;
    const { shards, map } = crew;
    try {
      if (!(await drainOutboxes({ shards, map, clock, limits, report }))) return false;
      await Promise.all(some.map((bucket) => copies.get(bucket)?.finish()));
      return true;
    } catch (error) {
      report(error, `the last of buckets ${some.join(', ')}`);
      return false;
    }
  }

  #moving(): BucketMove {
    const { moving } = this.#options.crew.map;
    if (moving === undefined) throw takenOver();
    return moving;
  }

  async #change(next: Parameters<MoveCrew['change']>[0]): Promise<void> {
    if (!(await this.#options.crew.change(next))) throw takenOver();
  }
}

/** One move at a time: where it leaves a bucket must be certain. */
function requireRest({ map }: MoveCrew): void {
  const { moving } = map;
  if (moving === undefined) return;
  throw new MoveError(
    `${moving.buckets.length} buckets are on their way to ${moving.to} already, or were when that was broken off: \`eagre buckets resume\` goes on with it, \`eagre buckets stop\` gives it up`,
  );
}

function takenOver(): MoveError {
  return new MoveError('another program has changed the map of buckets; it is left to that one');
}
