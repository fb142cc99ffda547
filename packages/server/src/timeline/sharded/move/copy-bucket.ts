import type { Limits } from '../../../limits.ts';
import type { BucketSource, Since } from './bucket-source.ts';
import type { BucketTarget } from './bucket-target.ts';
import { queueTables, type RowTable, stateTables } from './row-tables.ts';

/** Queues whose entries are looked through for what is new in one read. */
const queuesAtOnce = 200;

/**
 * Copies one bucket from its owner to another server, while it is in use: all of it once, then what
 * has changed meanwhile, again and again, so that little is left for the moment in which it must rest.
 */
export class BucketCopy {
  readonly #bucket: number;
  readonly #source: BucketSource;
  readonly #target: BucketTarget;
  #since: Since;
  /** Rows copied so far. */
  rows = 0;

  constructor(bucket: number, source: BucketSource, target: BucketTarget) {
    this.#bucket = bucket;
    this.#source = source;
    this.#target = target;
  }

  /** Until hardly anything is new. */
  async whileInUse(limits: Pick<Limits, 'bucketNewRows' | 'bucketPasses'>): Promise<void> {
    for (let pass = 0; pass < limits.bucketPasses; pass += 1) {
      const before = this.rows;
      await this.pass();
      if (this.rows - before < limits.bucketNewRows) return;
    }
  }

  /** Copies what has changed since the pass before. */
  async pass(): Promise<void> {
    const moment = await this.#source.moment();
    // Queues before entries: what is broken off is removed by the queues that are there.
    await Promise.all(
      stateTables.map((table) =>
        this.#take(this.#source.rows(table, this.#bucket, this.#since), table),
      ),
    );
    await this.#takeEntries();
    this.#since = moment;
  }

  /** With nobody writing: afterwards the target has what the source has. */
  async finish(): Promise<void> {
    await this.pass();
    await Promise.all(stateTables.filter(({ shrinks }) => shrinks).map((one) => this.#thin(one)));
    await this.#target.settle(this.#bucket, await this.#source.epochFloor());
  }

  /** Removes there what is gone here; all that is here is there by now. */
  async #thin(table: RowTable): Promise<void> {
    const counts = [this.#source, this.#target].map((side) => side.count(table, this.#bucket));
    const [here, there] = await Promise.all(counts);
    if (here !== there) await this.#target.keepOnly(table, this.#bucket, this.#source);
  }

  async #takeEntries(): Promise<void> {
    if (this.#since === undefined) {
      for (const table of queueTables) {
        await this.#take(this.#source.rows(table, this.#bucket, undefined), table);
      }
      return;
    }
    const queues = await this.#source.changedQueues(this.#bucket, this.#since);
    for (let from = 0; from < queues.length; from += queuesAtOnce) {
      const some = queues.slice(from, from + queuesAtOnce);
      for (const table of queueTables) {
        await this.#take(this.#source.rowsOfQueues(table, some, this.#since), table);
      }
    }
  }

  async #take(pages: ReturnType<BucketSource['rows']>, table: RowTable): Promise<void> {
    for await (const page of pages) {
      await this.#target.take(table, page);
      this.rows += page.count;
    }
  }
}
