import type { Limits } from '../../../limits.ts';
import type { Link, Statement } from '../../postgres/link-types.ts';
import { type BucketSource, countRows, type Page } from './bucket-source.ts';
import { inBucket, keyColumns, type RowTable, stateTables } from './row-tables.ts';

/** As many rows of a queue may have to be looked through. ms. */
const limitMs = 60_000;

function statement(text: string): Statement {
  return { name: '', text, limitMs };
}

const take = statement('SELECT eagre.take_rows_1($1, $2, $3, $4)');
const keep = statement('SELECT eagre.keep_rows_1($1, $2, $3, $4, $5, $6, $7)');
const drop = statement('SELECT eagre.drop_rows_1($1, $2, $3, $4)');
const dropQueues = statement('SELECT eagre.drop_queues_1($1, $2, $3)');
const settle = statement('SELECT eagre.settle_bucket_1($1, $2, $3)');

/**
 * Writes and removes rows of buckets at a server that does not own them (yet, or any more). Rejects
 * with `PostgresFault` (EG004) when the map is another version than the one these buckets were moved by.
 */
export class BucketTarget {
  readonly #link: Pick<Link, 'write' | 'read'>;
  readonly #limits: Pick<Limits, 'bucketRows'>;
  readonly #version: () => number;

  constructor(
    link: Pick<Link, 'write' | 'read'>,
    limits: Pick<Limits, 'bucketRows'>,
    version: () => number,
  ) {
    this.#link = link;
    this.#limits = limits;
    this.#version = version;
  }

  async take(table: RowTable, { rows }: Page): Promise<void> {
    const unique = table.unique ?? keyColumns(table);
    await this.#link.write(take, [this.#version(), table.name, unique, rows]);
  }

  /** Removes the rows that the source has no more. */
  async keepOnly(table: RowTable, bucket: number, source: BucketSource): Promise<void> {
    let after: string | null = null;
    for await (const { rows, last } of source.keys(table, bucket)) {
      await this.#keep(table, bucket, [after, last, rows]);
      after = last;
    }
    await this.#keep(table, bucket, [after, null, '[]']);
  }

  /** Removes all rows of a bucket, slice by slice. */
  async drop(bucket: number): Promise<void> {
    await this.#slices(dropQueues, [bucket]);
    for (const table of stateTables) {
      const condition = inBucket(table, bucket);
      for (const part of table.parts ?? [table.name]) await this.#slices(drop, [part, condition]);
    }
  }

  count(table: RowTable, bucket: number): Promise<number> {
    return countRows(this.#link, table, bucket);
  }

  /** When all rows are there: see `settle_bucket_1`. */
  async settle(bucket: number, epochFloor: number): Promise<void> {
    await this.#link.write(settle, [this.#version(), bucket, epochFloor]);
  }

  async #keep(table: RowTable, bucket: number, keys: readonly (string | null)[]): Promise<void> {
    const condition = inBucket(table, bucket);
    const what = [table.name, keyColumns(table), condition];
    await this.#link.write(keep, [this.#version(), ...what, ...keys]);
  }

  async #slices(slice: Statement, what: readonly unknown[]): Promise<void> {
    const { bucketRows } = this.#limits;
    for (let isMore = true; isMore; ) {
      const [row] = await this.#link.write(slice, [this.#version(), ...what, bucketRows]);
      isMore = row?.[0] === true;
    }
  }
}
