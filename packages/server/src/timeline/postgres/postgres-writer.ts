import type { QueueKey } from '../../keys.ts';
import type { BatchWriter, CommitOutcome } from '../batch-writer.ts';
import { InvalidCommitError } from '../check-commit.ts';
import { StaleMapError } from '../sharded/stale-map-error.ts';
import { RecentMap } from '../sqlite/recent-map.ts';
import { type Commit, TimelineError } from '../timeline.ts';
import { decodeAnswer } from './batch-answer.ts';
import { BatchEncoder } from './batch-encoder.ts';
import { BatchKeys } from './batch-keys.ts';
import { PostgresFault } from './link-errors.ts';
import type { Link, Statement } from './link-types.ts';
import type { OnceKeeper } from './once-keeper.ts';

const commitBatch: Statement = {
  name: 'commit',
  text: `SELECT eagre.commit_1(${Array.from({ length: 25 }, (_, index) => `$${index + 1}`).join()})`,
};

/** Another node was in the way, or a queue is gone: the next try finds what is there now. */
const tries = 3;

/** Values that the tables cannot take, and what `eagre.commit_1` calls a fault of the commit. */
const faultOfCommit = /^(22|23|54|EG001$)/;
const missingQueue = 'EG002';
const keyTaken = 'EG003';

export interface PostgresWriterOptions {
  link: Pick<Link, 'write'>;
  onces: Pick<OnceKeeper, 'turnTo'>;
  /** Queues that are remembered as made. */
  cachedQueues: number;
  /** Of the map that the commits were routed by; undefined: there is none. */
  mapVersion?: () => number;
}

interface Batch {
  commits: readonly Commit[];
  keys: BatchKeys;
  encoder: BatchEncoder;
}

/** Applies each batch by one call of `eagre.commit_1`, one call after the other. */
export class PostgresWriter implements BatchWriter {
  readonly #options: PostgresWriterOptions;
  readonly #made: RecentMap<QueueKey, true>;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: PostgresWriterOptions) {
    this.#options = options;
    this.#made = new RecentMap(options.cachedQueues);
  }

  write(commits: readonly Commit[], nowMs: number): Promise<CommitOutcome[]> {
    const mapVersion = this.#options.mapVersion?.();
    // Encoded while the server has the batch before it.
    const batch = encode(commits);
    const written = this.#last.then(async () => {
      await this.#options.onces.turnTo(nowMs);
      return this.#apply(batch, mapVersion);
    });
    // The next batch waits for this one's end, whichever it is: a retry must not overtake.
    this.#last = written.catch(() => undefined);
    return written;
  }

  /**
   * A savepoint for each commit would cost every batch what is needed for those with a commit that
   * the server refuses, which should never come: such a batch is parted until that one is alone.
   */
  async #apply(batch: Batch, mapVersion: number | undefined): Promise<CommitOutcome[]> {
    const { commits } = batch;
    try {
      return await this.#callAgain(batch, mapVersion);
    } catch (error) {
      if (!(error instanceof PostgresFault)) throw error;
      if (!faultOfCommit.test(error.code)) {
        throw new TimelineError('unavailable', `PostgreSQL refused a batch: ${error.message}`);
      }
      if (commits.length === 1) return [new InvalidCommitError(error.message)];
    }
    const middle = commits.length >> 1;
    const left = await this.#apply(encode(commits.slice(0, middle)), mapVersion);
    const right = await this.#applyRest(encode(commits.slice(middle)), mapVersion);
    return [...left, ...right];
  }

  /** A part of the batch is stored already, which no error but `unavailable` allows. */
  async #applyRest(batch: Batch, mapVersion: number | undefined): Promise<CommitOutcome[]> {
    try {
      return await this.#apply(batch, mapVersion);
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw new TimelineError('unavailable', `a batch was stored in part: ${message}`);
    }
  }

  async #callAgain(batch: Batch, mapVersion: number | undefined): Promise<CommitOutcome[]> {
    for (let tried = 1; ; tried += 1) {
      try {
        return await this.#call(batch, mapVersion);
      } catch (error) {
        const code = error instanceof PostgresFault ? error.code : '';
        if (code === missingQueue) for (const queue of batch.keys.made) this.#made.delete(queue);
        else if (code !== keyTaken) throw error;
        if (tried === tries) throw error;
      }
    }
  }

  async #call(batch: Batch, mapVersion: number | undefined): Promise<CommitOutcome[]> {
    const { commits, keys, encoder } = batch;
    const make = keys.made.filter((queue) => this.#made.get(queue) === undefined);
    const [row] = await this.#options.link.write(commitBatch, encoder.parameters(make, mapVersion));
    const answer = decodeAnswer(String(row?.[0]), commits, keys);
    if ('mapVersion' in answer) throw new StaleMapError(answer.mapVersion);
    for (const queue of make) this.#made.set(queue, true);
    return answer;
  }
}

function encode(commits: readonly Commit[]): Batch {
  const keys = new BatchKeys(commits);
  return { commits, keys, encoder: new BatchEncoder(commits, keys) };
}
